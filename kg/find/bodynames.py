"""Names said again by their head alone: "the Council", "the Senate", "Congress".

"The Council" is the one council that the document has named; "the Senate" is a body even where the
document never says of which state.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from kg.find.runs import HEADS
from kg.model import Mention, Passage, Span

_TYPES = frozenset({"InternationalOrganization", "GovernmentBody", "PoliticalParty"})
# Of these each state has its own, so that the bare word names one.
_BODIES = (
    "Senate Congress Parliament Treasury Cabinet Politburo Supreme_Court Constitutional_Court "
    "National_Assembly Foreign_Ministry Defence_Ministry Defense_Ministry Interior_Ministry "
    "Chamber_of_Deputies House_of_Representatives Central_Bank General_Staff"
)
BODIES = frozenset(body.replace("_", " ") for body in _BODIES.split())
_CALLED = re.compile(
    r"\b[Tt]he\s+([A-Z][a-z]+|"
    + "|".join(sorted(b for b in BODIES if " " in b))
    + r")\b(?![-–’']?[A-Z]|\s+(?:[A-Z]|of\b)|[’']s\s+[A-Z]|-)"
    r"|(?:^|(?<=[a-z,] ))(?<!\d\w\w )(Congress|Parliament)\b(?!\s+(?:[A-Z]|of\b)|-)"
)


def heads_named(passages: Iterable[tuple[Passage, list[Mention]]]) -> dict[str, Mention]:
    """Return for each head the one name of the document that has it."""
    found: dict[str, dict[str, Mention]] = {}
    for passage, mentions in passages:
        for mention in mentions:
            if mention.type not in _TYPES or not mention.candidates:
                continue
            low = mention.span.start - passage.span.start
            words = passage.masked[low : mention.span.end - passage.span.start].split()
            for head in _heads_of(words):
                found.setdefault(head, {}).setdefault(mention.candidates[0], mention)
    return {head: next(iter(by.values())) for head, by in found.items() if len(by) == 1}


def _heads_of(words: list[str]) -> Iterator[str]:
    if len(words) < 2:
        return
    first = next((k for k, w in enumerate(words) if w in ("of", "for", "on")), len(words))
    for size in (1, 2):
        head = " ".join(words[max(0, first - size) : first])
        if (head in HEADS and head[0].isupper()) or head in BODIES:
            yield head


def called_again(
    passage: Passage, named: Mapping[str, Mention], mentions: list[Mention]
) -> Iterator[Mention]:
    """Yield "the Council" where one is named, and "the Senate" in any case."""
    start = passage.span.start
    for match in _CALLED.finditer(passage.masked):
        word = match[1] or match[2]
        low = match.start(1) if match[1] else match.start(2)
        span = Span(start + low, start + low + len(word))
        if any(span.meets(m.span) for m in mentions):
            continue
        known = named.get(word)
        if known is not None and known.span.start < span.start:
            yield Mention(span, "name", "actor", known.type, known.candidates)
        elif word in BODIES:
            yield Mention(span, "name", "actor", "GovernmentBody", (f"~{word.casefold()}",))
