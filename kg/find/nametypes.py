"""Says what a name is by the words in it and around it: titles, heads, roles, prepositions."""

import re
from dataclasses import dataclass

from kg.find.cues import table
from kg.find.groups import GROUPS
from kg.find.runs import HEADS, PARTICLES, TITLES, Run, Word
from kg.find.syntax import Syntax
from kg.model import Span

_PORTFOLIO = (
    "Defence Defense Foreign Affairs Interior Energy Finance Trade Economy Justice Transport State "
    "Culture Tourism Agriculture Health Labour Labor Education Environment Information Commerce "
    "Industry Security Staff Internal External Economic Development Home War"
)
PORTFOLIO = frozenset(_PORTFOLIO.split())
_SMALL = frozenset({"of", "for", "the", "and", "on"})
ROLES = {row["form"]: row["type"] for row in table("roles")}
_ROLES_OF = {row["form"]: row["of"] for row in table("roles")}
ROLE_FORMS = frozenset(ROLES) | {f"{role}s" for role in ROLES}
_ROLE = "|".join(sorted(ROLES, key=lambda w: (-len(w), w)))
# "the Russian company X", "the pilot, X", "the province of X"
_ROLE_BEFORE = re.compile(
    rf"\b({_ROLE})(?:s?(?:,|(?P<of>\s+of)|\s+called|\s+named|:)?|s(?:\s+such\s+as|\s+including"
    r"|\s+like)?\s+(?:[A-Z][\w’'-]*(?:\s[A-Z][\w’'-]*)*(?:,|\s+and|,\s+and)\s+){0,3}"
    r"[A-Z][\w’'-]*(?:\s[A-Z][\w’'-]*)*(?:,|\s+and|,\s+and)|s\s+(?:such\s+as|including|like))"
    r"\s+[\"“]?$",
    re.IGNORECASE,
)
# "X, the leader of", "X, a preacher"
_ROLE_AFTER = re.compile(
    r"^[\"”]?,\s+(?:then\s+|now\s+|by then\s+)?(?:(?:the|a|an|its|his|her|their)\s+"
    rf"(?:[\w’'-]+\s+){{0,3}}?)?({_ROLE})\b"
)
_KIND_AFTER = re.compile(rf"^\s+({'|'.join(GROUPS)})\b")
_PLACE_AFTER = re.compile(
    rf"^\s+(?:{'|'.join(form for form, kind in ROLES.items() if kind == 'Place')})s?\b"
)
_LOCATIVE = re.compile(
    r"\b(?:in|at|near|off|outside|inside|around|over|across|(?:parts?|coasts?|outskirts|residents|"
    r"people|inhabitants|control|shores?|waters|banks|mouth|course|valley|south|north|east|west|suburbs?|hills|plains|"
    r"borders?|gates?|walls?|ruins|middle|heart|centre|center|edge|environs|vicinity|streets?|factor(?:y|ies)|"
    r"plants?|refiner(?:y|ies)|mines?|wells|fields?|monaster(?:y|ies)|mosques?|stations?|harbour|airport|prison|temples?|shrines?|fort|castle|"
    r"forests?|mountains|steppes?|capture|fall|siege|liberation|occupation|shelling|bombing|bombardment|annexation|oil|"
    r"massacres?|sovereignty\s+over)\s+of|sovereignty\s+over|claims?\s+(?:to|on)|landed\s+(?:on|at)|landings?\s+(?:on|at)|(?:south|north|east|west)\s+of|"
    r"(?:road|flight|trip|visit|pipeline|border|railway|route)\s+(?:to|from|at|of))\s+(?:the\s+)?"
    r"(?:\w*(?:ern|rthern|uthern)\s+)?$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\bbetween\s+$")
_AND_NAME = re.compile(r"^\s+and\s+[A-Z]\w+(?!\s+[A-Z])")
_WHO_AFTER = re.compile(
    r"^(?:,\s+who(?:se)?\b|[’']s\s+(?:wife|husband|father|mother|son|daughter|brother|sister|death|"
    r"widow|resignation|speech|predecessor|successor|presidency|rule)\b)"
)
_COMPANY_AFTER = re.compile(
    r"^(?:[’']s)?\s+(?:boss|founder|co-founder|CEO|chairman|owner|chief executive|shares?|"
    r"shareholders|employees|factory|factories|plants?|executives?|refinery|subsidiary|stake|customers)\b"
)
_EVENT_AFTER = re.compile(  # "the Santa Marta declaration" names neither town nor person
    rf"^\s+(?:{'|'.join(f.casefold() for f, kind in HEADS.items() if kind == 'Event')})\b"
)
_NUMERAL = re.compile(r"[IVX]{1,5}")
_QUOTES = ("“", "”", '"', "‘", "’")
_STARTS = (
    "North South East West Northern Southern Eastern Western Central New Upper Lower Greater Inner "
    "Outer Mount Lake Port Fort Cape Saint St San Santa Puerto El Los Las Isle Côte Costa Sierra "
    "Rio Río Bad Villa Novy Nova Nizhny Wadi Tel Abu Ras Jebel Jabal Kota Pulau Île Isla Golden"
)
PLACE_STARTS = frozenset(_STARTS.split())
_PAIR = re.compile(r"\bbetween\s+[A-Z]\w+\s+and\s+$")
_THE = re.compile(r"\b(?:the|The|a|an)\s+(?:[a-z-]+\s+)?$")
_STATE_WORDS = (
    "National Supreme Constitutional Federal State Central Grand Royal Republican Defence Defense "
    "Foreign Interior General Statistical Election Electoral Parliamentary Presidential"
)
_NATIONAL = frozenset(_STATE_WORDS.split())
_OF_STATES_OR_OF_ONE = (
    "Council Commission Court Bank Authority Agency Committee Secretariat Fund Conference Tribunal "
    "Union Alliance Association Community League Group Organization Organisation"
)
_DUAL = frozenset(_OF_STATES_OR_OF_ONE.split())


# Heads that stand before what they head: "Operation Linda Nchi", "Camp David", "Daily Nation".
_FIRST_HEADS = frozenset({"Operation", "Exercise", "Camp", "Daily", "Radio", "Resolution", "Port"})
# Heads that make no name with a state's adjective alone: "the Peruvian Declaration".
_NOT_ALONE = ("Event", "Thing", "Place", "State", "Media")
# "Gulf of Guinea Wire" is no gulf.
_OVER_PLACES = ("Media", "Company", "PoliticalParty", "InternationalOrganization")


# What stands before the name of a ship, by navies and merchants.
_PREFIXES = (
    "HMS USS HMAS HMCS HMNZS INS PNS BNS ROKS JS BRP KRI TCG HNLMS HNoMS HDMS ORP ARA BAP RFS "
    "SLNS KD USNS USCGC MV MT MS SS RV RMS"
)
_SHIPS = frozenset(_PREFIXES.split())


@dataclass(frozen=True, slots=True)
class Typed:
    """A part of a run that is a name, and what it names: a type, or Event or Thing for no actor."""

    words: tuple[Word, ...]
    type: str
    sure: bool = True  # said by a title, head or role; else guessed from its place


def title_length(texts: list[str]) -> int:
    """Return how many words at the beginning are a title with its portfolio."""
    length = 0
    for size in range(min(4, len(texts)), 0, -1):
        if " ".join(texts[:size]) in TITLES:
            length = size
            break
    at = length
    while length and at < len(texts) and (texts[at] in PORTFOLIO or texts[at] in _SMALL):
        at += 1
        if texts[at - 1] in PORTFOLIO:
            length = at
    if length and length < len(texts) and (more := title_length(texts[length:])):
        length += more
    return length


def head_type(texts: list[str], national: bool) -> str | None:
    """Return what the head of a name says: the word before "of", or the last word."""
    links = [k for k, t in enumerate(texts) if t in ("of", "for", "on", "against") and k]
    head = texts[links[0] - 1] if links else texts[-1]
    if head not in HEADS or (HEADS[head] == "Place" and HEADS.get(texts[-1]) in _OVER_PLACES):
        head = texts[-1]
    if texts[0] in _FIRST_HEADS and head not in HEADS:
        head = texts[0]
    if head not in HEADS or (len(texts) == 1 and (not national or HEADS[head] in _NOT_ALONE)):
        return None
    kind = HEADS[head]
    if kind == "State" and not national and "of" not in texts:
        return None  # "the Federal Republic" may be any
    if (
        head in _DUAL
        and kind == "InternationalOrganization"
        and (national or _NATIONAL & set(texts))
    ):
        return "GovernmentBody"
    return kind


def typed(run: Run, text: str, national: bool, syntax: Syntax, start: int) -> Typed | None:
    """Return the name in a run with its type; None where nothing tells what it is.

    ``national`` says that an adjective or name of a state belongs to the run; ``start`` is the
    offset at which the text begins in the document.
    """
    texts = run.texts()
    if texts[0] in _SHIPS and len(texts) > 1:
        return Typed(run.words, "Thing")
    length = title_length(texts)
    if 0 < length < len(texts) and texts[length] == "of" and texts[length - 1] not in HEADS:
        return Typed(run.words, "Title")  # "the Speaker of the House"
    kind = head_type(texts, national)
    if kind is not None and texts[0] in ("Deputy", "Vice", "Former", "Late"):
        kind = None
    if kind is not None:
        return Typed(run.words, kind)
    if length:
        rest = run.words[length:]
        person = rest and (rest[0].text[0].isupper() or rest[0].text in PARTICLES)
        return Typed(rest, "Person") if person else Typed(run.words, "Title")
    return _by_context(run, text, syntax, start)


def _by_context(run: Run, text: str, syntax: Syntax, start: int) -> Typed | None:
    before = text[max(0, run.start - 60) : run.start]
    after = text[run.end : run.end + 90]
    near = before.casefold().replace(",", " ").replace(":", " ").split()
    role = None if ROLE_FORMS.isdisjoint(near) else _ROLE_BEFORE.search(before)
    if role is not None:
        kind = ROLES[role[1].casefold()]
        if role["of"]:  # "the king of Spain", "the son of Hafez", "the station of Chashma"
            kind = _ROLES_OF[role[1].casefold()]
        return Typed(run.words, kind) if kind and _fits(kind, run) else None
    names = [w.text for w in run.words if w.text not in PARTICLES]
    group = _KIND_AFTER.match(after)
    if group is not None and not any(c.isdigit() for c in run.words[-1].text):
        last = Word(run.end + group.start(1), run.end + group.end(), group[1])
        return Typed((*run.words, last), GROUPS[group[1]])
    between = _BETWEEN.search(before) and (len(run.words) == 1) and _AND_NAME.match(after)
    located = _LOCATIVE.search(before) and _may_be_land(names)
    if located or _PLACE_AFTER.match(after) or between or _PAIR.search(before):
        return Typed(run.words, "Place", sure=False)
    apposition = _ROLE_AFTER.match(after)
    if apposition is not None and _fits(ROLES[apposition[1]], run, "Place"):
        return Typed(run.words, ROLES[apposition[1]])
    return _by_form(run, names, text, syntax, start)


def _may_be_land(names: list[str]) -> bool:
    """Leave out acronyms, creeds and heads: "in VAT", "to Judaism", "in Government"."""
    word = names[-1]
    if len(names) > 1:
        return True
    return not (word in HEADS or word.endswith("ism") or (word.isupper() and len(word) < 6))


def _by_form(run: Run, names: list[str], text: str, syntax: Syntax, start: int) -> Typed | None:
    before, after = text[max(0, run.start - 30) : run.start], text[run.end : run.end + 40]
    quoted = before[-1:] in _QUOTES and after[:1] in _QUOTES
    if quoted or names[0].isdigit() or _EVENT_AFTER.match(after):
        return None
    if (names[0] in PLACE_STARTS and len(names) > 1) or (
        len(names) < 3 and syntax.is_land(Span(start + run.start, start + run.end))
    ):
        return Typed(run.words, "Place", sure=False)
    if _NUMERAL.fullmatch(names[-1]) and len(names) == 2:
        return Typed(run.words, "Person", sure=False)
    if _person_like(names) and not _THE.search(before):
        return Typed(run.words, "Person", sure=False)
    span = Span(start + run.start, start + run.end)
    alone = not _THE.search(before)
    if len(names) == 1 and (_COMPANY_AFTER.match(after) or (alone and syntax.trades(span))):
        return Typed(run.words, "Company", sure=False)
    if len(names) == 1 and not names[0].isupper() and alone:
        if _WHO_AFTER.match(after) or syntax.speaks(span):
            return Typed(run.words, "Person", sure=False)
        if _may_be_land(names) and (syntax.goal_of_motion(span) or syntax.origin_of(span)):
            return Typed(run.words, "Place", sure=False)
        if syntax.is_told(span):
            return Typed(run.words, "Media", sure=False)
    return None


def _fits(kind: str, run: Run, *others: str) -> bool:
    """A word in capitals throughout is an acronym and no person."""
    return kind not in others and not (kind == "Person" and run.texts()[-1].isupper())


def _person_like(names: list[str]) -> bool:
    if not 2 <= len(names) <= 4 or not all(n[0].isupper() or "-" in n for n in names):
        return False
    return not any((n.isupper() and len(n) > 3) or any(c.isdigit() for c in n) for n in names)
