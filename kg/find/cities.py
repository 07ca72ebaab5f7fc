"""Tells a capital that stands for its state from the city itself.

"Lima protested", "talks between Lima and Quito", "Lima's offer" mean the state; "in Lima",
"flew to Lima", "visited Lima", "the capital Lima" mean the city; "the Lima Declaration" neither.
"""

import re
from enum import Enum

from kg.find.cues import table
from kg.find.runs import HEADS, TITLE_WORDS
from kg.find.syntax import Syntax
from kg.model import Passage, Span, Token

_ADDRESSING = frozenset(
    {"ask", "tell", "urge", "accuse", "blame", "warn", "press", "thank", "assure"}
)


def acts(span: Span, syntax: Syntax) -> bool:
    """Tell whether a continent acts like a power: "Europe and the United States are betting"."""
    token = syntax.head_of(span)
    for _ in range(3):
        if token is None or token.dep.split(":")[0] != "conj":
            break
        token = syntax.above(token)
    if token is None:
        return False
    above = syntax.above(token)
    asked = token.dep == "obj" and above is not None and above.lemma in _ADDRESSING
    return token.dep in ("nsubj", "iobj") or asked


class Sense(Enum):
    """What the name of a capital means where it stands."""

    STATE = "state"
    CITY = "city"
    NEITHER = "neither"  # a part of another name


_MOTION = frozenset(row["form"] for row in table("motion"))
_EVENTS = frozenset(form.casefold() for form, kind in HEADS.items() if kind == "Event") | {
    "meeting", "talks", "conference", "round", "format", "process", "group",
}  # fmt: skip
_CITY_BEFORE = re.compile(
    r"\b(?:in|at|near|outside|inside|around|through|over|capital|capital,|city of|streets of|"
    r"embassy|consulate|bureau of|garrison|station|"
    r"(?:middle|heart|centre|center|suburbs?|outskirts|airport|university|bishop|mayor|battle|"
    r"capture|liberation|shelling|bombardment|port|gates|walls|population|residents|"
    r"inhabitants) of|"
    r"fall of|siege of|bombing of|occupation of|north of|south of|east of|west of|"
    r"visit(?:s|ed|ing)?(?:\s+to)?|left|leaving|leaves|reach(?:es|ed)?|enter(?:s|ed)?|tour(?:s|ed)?)"
    r"\s+(?:the\s+|northern\s+|central\s+|downtown\s+|nearby\s+)?$",
    re.IGNORECASE,
)
_STATE_BEFORE = re.compile(
    r"\b(?:between|with|against|by|toward|towards|than|like|unlike|for)\s+$", re.IGNORECASE
)
_TO = re.compile(r"\b(to|from|into|via|on|upon)\s+(?:the\s+)?$", re.IGNORECASE)
_OWNS = re.compile(r"[’']s?\b(?!\s+(?:airport|streets?|centre|center|suburbs?|mayor|outskirts))")
_NAME_AFTER = re.compile(r"\s([A-Z][a-z]+)\b")
_NEXT = re.compile(r"[\s-]+([A-Za-z]+)")
# "sent arms to Lima": to a state, not to a town.
_GIVES = re.compile(
    r"\b(?:arms|weapons|aid|money|missiles|jets|tanks|grain|gas|oil|notes?|letters?|messages?|"
    r"signals?|warnings?|ultimatum|invitations?|proposals?|credits?|loans?)\s+to\s+$"
)
_ENVOY_FROM = re.compile(
    r"\b(?:ambassadors?|envoys?|diplomats|chargé d.affaires)\s+(?:back\s+)?from\s+$"
)
_RANGE = re.compile(r"\s+(?:(?:and\s+)?on\s+)?(?:to|towards?|via)\s+(?:the\s+)?")
_DATE_LINE_BEFORE = re.compile(r"\n\s*$")
_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December|"
_MONTH += r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\.?)"
_DATE_LINE = re.compile(
    rf",\s+(?:[A-Z][a-z]+,\s+)?(?:{_MONTH}\s+\d|\d+\s+{_MONTH})|\s+\([A-Z]|\s+(?:—|–|--)\s"
)
_AND = re.compile(r"(?:,|\band|\bor|\bnor)\s*$")


def sense_of(
    span: Span,
    passage: Passage,
    syntax: Syntax,
    before: tuple[Span, Sense] | None,
    origin: Span | None = None,
) -> Sense:
    """Return what a capital's name means.

    ``before`` is the last name of the kind with its sense, ``origin`` the last place: "from Arica
    to La Paz" leads to a city.
    """
    start, text = passage.span.start, passage.masked
    low, high = span.start - start, span.end - start
    left, right = text[max(0, low - 50) : low], text[high : high + 40]
    if in_event(span, left, right, syntax):
        return Sense.NEITHER
    if _NAME_AFTER.match(right) and not _in_title(left, right):
        return Sense.NEITHER
    if _CITY_BEFORE.search(left) or syntax.goal_of_motion(span):
        return Sense.STATE if _GIVES.search(left) else Sense.CITY
    if syntax.is_taken(span) or syntax.is_seat(span):
        return Sense.CITY
    if (not left.strip() or _DATE_LINE_BEFORE.search(left)) and _DATE_LINE.match(right):
        return Sense.CITY
    if _ENVOY_FROM.search(left):
        return Sense.CITY
    if origin is not None and _RANGE.fullmatch(text, origin.end - start, low):
        return Sense.CITY
    if _OWNS.match(right) or _STATE_BEFORE.search(left):
        return Sense.STATE
    if before is not None and _AND.search(left) and 0 < span.start - before[0].end <= 6:
        return before[1]
    way = _TO.search(left)
    if way is not None:
        return Sense.CITY if _moves(span, syntax) else Sense.STATE
    return Sense.STATE


def in_event(span: Span, left: str, right: str, syntax: Syntax) -> bool:
    """Tell whether a town's name is a part of an event's: "the Lima Declaration"."""
    following = _NEXT.match(right)
    named = following is not None and following[1].casefold() in _EVENTS
    return named and _names_event(span, left, syntax)


def _in_title(left: str, right: str) -> bool:
    """Tell a heading, where every word has a capital, and a title behind the name."""
    following = _NAME_AFTER.match(right)
    near = [w for w in left.split()[-2:] if w.isalpha() and len(w) > 2 and w != "The"]
    titled = following is not None and following[1] in TITLE_WORDS
    return titled or any(w[0].isupper() for w in near) or not left.strip()


def _names_event(span: Span, left: str, syntax: Syntax) -> bool:
    """Tell "the Lima Declaration" from a heading like "Why Lima Talks"."""
    article = left.rstrip().casefold().endswith(("the", " a", " an", " new", " this"))
    return syntax.modifies_noun(span) and (article or not left.strip())


def _moves(span: Span, syntax: Syntax) -> bool:
    """Tell whether the word that the name hangs on speaks of going somewhere."""
    token = syntax.head_of(span)
    for _ in range(3):
        above = syntax.above(token) if token is not None else None
        if above is None:
            return False
        if _is_motion(above):
            return True
        if above.pos == "VERB":
            return False
        token = above
    return False


def _is_motion(token: Token) -> bool:
    return token.lemma.casefold() in _MOTION or token.text.casefold() in _MOTION
