"""Groups that are named by what they are: the Syrian opposition, Chechen fighters, refugees."""

import re
from collections.abc import Iterable, Iterator

from kg.find.cues import table
from kg.model import Mention, Passage, Span

GROUPS = {row["form"]: row["type"] for row in table("groups")}
# Words that name a group or a government again without its state, once the state is clear.
_BARE = re.compile(
    r"(?<!\w)(?:(?<=\b[Tt]he\s)(regime|opposition|rebels|militants|separatists|insurgents)"
    r"|(?<=\bof\s)(refugees)|(?<=\b[Tt]he\s)(refugees))"
    r"(?![\w-]|\s+(?:[A-Z]|part(?:y|ies)\b|leaders?\b|figures?\b|groups?\b|politicians?\b|camps?\b))"
)
_BORDER = re.compile(r"[-–—]([A-Z]\w+)\s+(?:border|frontier|Border|Frontier)\b")


def groups_named(passages: Iterable[tuple[Passage, list[Mention]]]) -> dict[str, Mention]:
    """Return for each group's head the one group of the document that is named with it."""
    found: dict[str, dict[str, Mention]] = {}
    for passage, mentions in passages:
        for mention in mentions:
            start = mention.span.start - passage.span.start
            words = passage.masked[start : start + _length(mention)].split()
            head = words[-1].casefold() if len(words) > 1 else ""
            if mention.candidates and (head in GROUPS or head in ("regime", "government")):
                found.setdefault(head, {}).setdefault(mention.candidates[0], mention)
    return {head: next(iter(by.values())) for head, by in found.items() if len(by) == 1}


def _length(mention: Mention) -> int:
    return mention.span.end - mention.span.start


def bare_groups(
    passage: Passage, groups: dict[str, Mention], mentions: list[Mention]
) -> Iterator[Mention]:
    """Yield "the opposition", "the regime" where the document has just one of them."""
    for match in _BARE.finditer(passage.masked):
        word = next(w for w in match.groups() if w)
        group = groups.get(word) or (groups.get("government") if word == "regime" else None)
        start = passage.span.start
        span = Span(start + match.end() - len(word), start + match.end())
        if group is not None and not any(span.meets(m.span) for m in mentions):
            yield Mention(span, "name", "actor", group.type, group.candidates)


def border(passage: Passage, first: Span) -> Mention | None:
    """Return the border that two adjectives name together: "the Peruvian-Ecuadorian border"."""
    start = passage.span.start
    match = _BORDER.match(passage.masked, first.end - start)
    if match is None:
        return None
    span = Span(first.start, start + match.end())
    words = " ".join(passage.masked[span.start - start : span.end - start].split())
    return Mention(span, "name", "place", "Place", (f"~{words.casefold()}",))
