"""Takes off a run of capitals what is no part of the name, and looks at its neighbours."""

import re

from kg.find.found import Found
from kg.find.nametypes import ROLE_FORMS, Typed, title_length
from kg.find.runs import TITLE_WORDS, Run

# Characters between two neighbours: ", and the".
WIDEST_AND = 14

# Adjectives by their form: the tagger alone takes many a foreign given name for one.
_ADJECTIVE = re.compile(
    r"[A-Z][a-z]+(?:al|ic|ive|ous|ary|able|ible|ful|less|ish|ern|ing|ed)"
    r"|Happy|Great|Good|New|Old|Free|Big|Best|Last|Joint|Open|High|Low|Major|Special|Public|Private"
    r"|Early|Late|Modern|Global|Human|Main|Other|Same|Next|Whole|Dear|Full|Real|True|Strong|Rich|Poor"
)
# "the Treaty of Friendship, Cooperation and Mutual Assistance"
_IN_TITLE = re.compile(
    r"\b(?:Treaty|Agreement|Convention|Pact|Protocol|Memorandum|Charter|Declaration|Ministry|Minister)"
    r"\s+(?:of|on|for)\s+[A-Z]\w+(?:(?:\s+[A-Z]\w+|,\s+[A-Z]\w+)*)(?:,|,?\s+and)\s+$"
)
_AND = re.compile(r"(?:,|,?\s+and|,?\s+or)\s+(?:the\s+)?")


def like_neighbour(run: Run, found: Found, guess: Typed | None = None) -> Typed | None:
    """In "Kaunas and X" or "Le Monde, X and Y" an unknown name is what its neighbour is.

    After a bare comma a name that looks like a person's stays one: "in Beijing, Lin Jian said".
    """
    start, text = found.sentence.passage.span.start, found.sentence.passage.masked
    for mention in reversed(found.mentions):
        near = 0 < start + run.start - mention.span.end <= WIDEST_AND
        if near and _AND.fullmatch(text, mention.span.end - start, run.start):
            if guess is not None and "," in text[mention.span.end - start : run.start][:1]:
                return None
            alike = mention.type in ("Place", "Media", "Company", "ArmedGroup", "PoliticalParty")
            return Typed(run.words, mention.type, sure=False) if alike else None
    return None


def no_person(kind: Typed, found: Found) -> bool:
    """Tell "Karabakh Armenians", or an adjective that opens a sentence, from a person's name."""
    start = found.sentence.passage.span.start
    last = start + kind.words[-1].start
    first = found.syntax.at(start + kind.words[0].start)
    opens = first is not None and first.index < 2 and first.pos in ("ADJ", "VERB", "ADV", "NUM")
    if first is not None and first.pos == "ADJ" and _ADJECTIVE.fullmatch(first.text):
        return True
    if _IN_TITLE.search(found.sentence.passage.masked, 0, kind.words[0].start):
        return True
    end = found.syntax.at(last)
    if end is not None and end.tag in ("NNS", "NNPS"):
        return True  # "Technical Arrangements"
    types = ("State", "People", "Place")
    low, high = start + kind.words[0].start, start + kind.words[-1].end
    return opens or any(
        (m.span.start == last and m.type in types)
        or (m.form == "adjective" and low <= m.span.start < high)
        for m in found.mentions
    )


def without_state(run: Run, found: Found, start: int) -> Run:
    """Take the name of a state off a run: "Peru President X", "in Syria Facilitate"."""
    for mention in found.mentions:
        if mention.span.start != start + run.start or mention.type not in ("State", "Place"):
            continue
        rest = tuple(w for w in run.words if start + w.start >= mention.span.end)
        if not rest or mention.form == "adjective":
            continue
        token = found.syntax.at(start + rest[0].start)
        verb = token is not None and token.pos in ("VERB", "AUX", "ADP", "SCONJ", "CCONJ")
        if title_length([w.text for w in rest]) or verb:
            return Run(rest)
    return run


def without_adjective(run: Run, found: Found, start: int) -> tuple[Run | None, bool]:
    """Take a state's adjective off the beginning of a run."""
    first = start + run.start
    for hit in found.hits:
        if hit.span.start == first and hit.kinds() & {"adjective", "acronym"}:
            rest = tuple(w for w in run.words if start + w.start >= hit.span.end)
            if rest and "acronym" in hit.kinds() and len(rest) == len(run.words) - 1:
                return Run(rest), True
            if "adjective" in hit.kinds():
                return (Run(rest) if rest else None), True
    return _without_first_word(run, found, start), False


def _without_first_word(run: Run, found: Found, start: int) -> Run | None:
    """A capital at the beginning of a sentence may be no name's."""
    token = found.syntax.at(start + run.start)
    if token is None or token.index > 1:
        return run
    first = run.words[0].text
    if len(run.words) > 1 and first.casefold() in ROLE_FORMS and first not in TITLE_WORDS:
        return Run(run.words[1:])  # "Refiner PKN Orlen paid"
    if len(run.words) > 1 and token.pos in ("DET", "ADP", "SCONJ", "CCONJ", "PRON", "ADV", "AUX"):
        return Run(run.words[1:])
    if len(run.words) == 1 and token.pos != "PROPN" and not run.words[0].text.isupper():
        return None
    return run
