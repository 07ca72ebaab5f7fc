"""Motives that a document announces: "The Second Motive: ...", "Target 3", "for two reasons: ..."

The announcing nouns are cues of ``announcedIn``. The holder stands in the heading, in the sentence
that announces the list, or in the heading of a section above.
"""

import re
from collections.abc import Iterator, Sequence

from kg.findings import FACT
from kg.model import Section, Span
from kg.relate.labelled import ORDINALS, labelled
from kg.relate.motives import USUAL_CATEGORY, MotiveDraft
from kg.relate.rules import Rules
from kg.relate.scene import Scene
from kg.relate.sites import spoken_of
from kg.relate.wording import wording

LETTERS = "abcdefgh"
# An item of a list: "First, ...", "1) ...", "(b) ...", "- ...", ". ..." (a bullet lost in a copy).
_ITEM = re.compile(
    rf"\W{{0,3}}(?P<ordinal>{'|'.join(ORDINALS)})(ly)?\b|\(?(?P<number>\d{{1,2}}|[a-h])[.)]\s"
    r"|number\s+(one|two|three|four|five|six|\d)\b"
    r"|(?P<bullet>[-•*·–.])\s+\S|(?P<also>finally|lastly|(an)?other|the last)\b",
    re.IGNORECASE,
)
_HEAD = re.compile(r"^[\s\d.]*(the\s+)?", re.IGNORECASE)
TOGETHER = re.compile(r"\b(and|between|-)\b", re.IGNORECASE)
LONGEST_LIST = 12
FARTHEST = 10  # sentences back to the one that announces labelled motives
LONGEST_ITEM = 2  # further sentences that an item may run over


def announced(
    sections: Sequence[Section], scenes: Sequence[Scene], rules: Rules, pair: tuple[str, ...]
) -> Iterator[MotiveDraft]:
    """Yield the motives announced by headings, then those announced by lists.

    ``pair`` are the two states that the document is about: a motive without holder is theirs.
    """
    headings = {
        s.sentence.passage.section: s for s in scenes if s.sentence.passage.kind == "heading"
    }
    for section in sections:
        scene = headings.get(section.index)
        if scene is not None and _is_announced(section, sections, rules):
            yield from _of_heading(section, sections, headings, rules, scene, pair, scenes)
    listed = list(_of_lists(sections, scenes, headings, rules, pair))
    yield from listed

    def above(scene: Scene) -> tuple[tuple[str, ...], str | None]:
        return _announcer(scene, scenes, sections, headings, rules)

    yield from labelled(scenes, rules, above, pair, {d.scene for d in listed})


def _says(text: str, rules: Rules) -> bool:
    """Tell whether an announcing noun stands in the text."""
    words = re.findall(r"[a-z]+", text.lower())
    return any(w in rules.announced.book or w.rstrip("s") in rules.announced.book for w in words)


def _ordinal(title: str) -> int | None:
    """The number that a heading gives its motive: "Third Motive", "Target 2"."""
    words = re.findall(r"[a-z]+|\d+", title.lower().partition(":")[0])[:5]
    if words and len(title.partition(":")[0].split()[-1:][0]) == 1 and words[-1] in LETTERS:
        return LETTERS.index(words[-1]) + 1  # "Motive B"
    for word in words:
        if word.removesuffix("ly") in ORDINALS:
            return ORDINALS.index(word.removesuffix("ly")) + 1
        if word.isdigit():
            return int(word)
    return None


def _is_announced(section: Section, sections: Sequence[Section], rules: Rules) -> bool:
    """A numbered motive, or a numbered part of a section that announces motives."""
    if any(s.parent == section.index for s in sections) and not _numbered_noun(section, rules):
        return False
    if _numbered_noun(section, rules):
        return True
    parent = None if section.parent is None else sections[section.parent]
    return parent is not None and _says(parent.title, rules) and _ordinal(section.title) is not None


def _numbered_noun(section: Section, rules: Rules) -> bool:
    head = section.title.partition(":")[0]
    words = re.findall(r"[a-z]+|\d+", head.lower())
    return (
        len(words) <= 5
        and _says(head, rules)
        and _ordinal(head) is not None
        and words[-1][-1:] != "s"
    )


def _of_heading(
    section: Section,
    sections: Sequence[Section],
    headings: dict[int | None, Scene],
    rules: Rules,
    scene: Scene,
    pair: tuple[str, ...],
    scenes: Sequence[Scene],
) -> Iterator[MotiveDraft]:
    holders, toward = _holders(section, sections, headings, skip_own=True)
    if pair and not set(holders) & set(pair) and section.parent is not None:
        holders, toward = pair, None
    label = section.title.partition(":")[2].strip() or section.title.strip()
    kinds = spoken_of(scene, section.heading, rules.categories) or _below(scene, scenes, rules)
    for holder in holders:
        yield MotiveDraft(
            label=wording(label),
            holder=holder,
            toward=toward,
            category=kinds[0] if kinds else USUAL_CATEGORY,
            evidence=section.heading,
            scene=scene.number,
            stance=FACT,
            explicit=True,
            section=section.index,
            position=_ordinal(section.title),
        )


def _below(scene: Scene, scenes: Sequence[Scene], rules: Rules) -> tuple[str, ...]:
    """What the first sentence under a heading speaks of."""
    below = scenes[scene.number + 1 : scene.number + 2]
    return tuple(k for s in below for k in spoken_of(s, s.span, rules.categories))


def _holders(
    section: Section,
    sections: Sequence[Section],
    headings: dict[int | None, Scene],
    *,
    skip_own: bool,
) -> tuple[tuple[str, ...], str | None]:
    """Whose motive it is, and toward whom: read from the headings above, nearest first."""
    holders: tuple[str, ...] = ()
    toward: str | None = None
    at: Section | None = section
    while at is not None:
        scene = headings.get(at.index)
        if scene is not None and not (skip_own and at is section):
            first, rest = _sides(scene)
            if not holders:
                holders, toward = first, next(iter(rest), None)
            elif toward is None:
                toward = next((a for a in (*first, *rest) if a not in holders), None)
        at = None if at.parent is None else sections[at.parent]
    if not holders and (scene := headings.get(section.index)) is not None:
        holders, rest = _sides(scene)
        toward = next(iter(rest), None)
    return holders, toward


def _sides(scene: Scene) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The actors of a heading: who stands first, with its partners by "and"; then the others."""
    found: list[tuple[str, Span]] = []
    for m in scene.mentions:
        entity = m.entity or ""
        if m.kind != "actor" or scene.entities[entity].type == "Person":
            entity = scene.states.get(entity, "" if m.kind != "actor" else entity)
        if entity and entity not in [e for e, _ in found]:
            found.append((entity, m.span))
    if not found:
        return (), ()
    first = [found[0]]
    for entity, span in found[1:]:
        gap = scene.text[first[-1][1].end : span.start]
        if not (TOGETHER.fullmatch(gap.strip()) or gap.strip() == "-"):
            break
        first.append((entity, span))
    return tuple(e for e, _ in first), tuple(e for e, _ in found[len(first) :])


def _of_lists(
    sections: Sequence[Section],
    scenes: Sequence[Scene],
    headings: dict[int | None, Scene],
    rules: Rules,
    pair: tuple[str, ...],
) -> Iterator[MotiveDraft]:
    for n, scene in enumerate(scenes):
        if not _announces(scene, rules) and not _under_announcement(scene, sections, rules):
            continue
        spoken = scene.sentence.passage.kind != "heading"
        items = _items(scenes, n) or (_inline(scenes, n) if spoken else [])
        where = scene.sentence.passage.section
        holders, toward = _list_holders(scene, sections, headings, where, rules)
        holders = holders or pair
        for position, (item, span) in enumerate(items, 1):
            kinds = spoken_of(item, span, rules.categories)
            for holder in holders:
                yield MotiveDraft(
                    label=wording(item.quote(span)),
                    holder=holder,
                    toward=toward,
                    category=kinds[0] if kinds else USUAL_CATEGORY,
                    evidence=span,
                    scene=item.number,
                    stance=FACT,
                    explicit=True,
                    section=where,
                    position=position,
                )


def _announces(scene: Scene, rules: Rules) -> bool:
    """A sentence that names motives in the plural: "three considerations", "a set of reasons"."""
    return any(
        t.pos == "NOUN" and t.lemma in rules.announced.book and t.text.lower() != t.lemma
        for t in scene.tree.tokens
    )


def _under_announcement(scene: Scene, sections: Sequence[Section], rules: Rules) -> bool:
    """A heading under one that announces motives: "4 Interests", "4.1 Peru"."""
    where = scene.sentence.passage.section
    if scene.sentence.passage.kind != "heading" or where is None:
        return False
    section = sections[where]
    parent = None if section.parent is None else sections[section.parent]
    titles = [section.title, parent.title if parent else ""]
    return any(_says(t, rules) for t in titles) and not _numbered_noun(section, rules)


def _items(scenes: Sequence[Scene], n: int) -> list[tuple[Scene, Span]]:
    """The list that follows: items of one kind, the first right after the announcement."""
    items: list[tuple[Scene, Span]] = []
    any_marked, gap = False, 0
    for scene in scenes[n + 1 :]:
        if scene.sentence.passage.kind == "heading" or len(items) >= LONGEST_LIST:
            break
        marked = _ITEM.match(scene.quote(scene.span)) is not None
        if marked or (scene.sentence.passage.kind == "item" and not any_marked):
            items.append((scene, scene.span))
            any_marked, gap = any_marked or marked, 0
        elif not items or gap >= LONGEST_ITEM:
            break
        else:
            gap += 1
    return items if len(items) > 1 else []


def _inline(scenes: Sequence[Scene], n: int) -> list[tuple[Scene, Span]]:
    """Motives counted in running text: "The first is the river; the second is trade"."""
    found: list[tuple[Scene, Span]] = []
    for scene in scenes[n : n + 4]:
        tree = scene.tree
        for token in tree.tokens:
            word = token.lemma.lower()
            counted = len(found) < len(ORDINALS) and word == ORDINALS[len(found)]
            if counted and token.dep in ("nsubj", "advmod", "obl", "amod", "root"):
                at = token.head if token.dep == "nsubj" else token.index
                clause = at if token.dep == "nsubj" else tree.clause_of(at)
                found.append((scene, tree.clause_span(clause)))
    return found if len(found) > 1 else []


def _announcer(
    scene: Scene,
    scenes: Sequence[Scene],
    sections: Sequence[Section],
    headings: dict[int | None, Scene],
    rules: Rules,
) -> tuple[tuple[str, ...], str | None]:
    """Whose a labelled motive is: said by the sentence before the first, or by the headings."""
    where = scene.sentence.passage.section
    for before in reversed(scenes[max(0, scene.number - FARTHEST) : scene.number]):
        if before.sentence.passage.section == where and _announces(before, rules):
            return _list_holders(before, sections, headings, where, rules)
    if where is None:
        return (), None
    return _holders(sections[where], sections, headings, skip_own=False)


def _list_holders(
    scene: Scene,
    sections: Sequence[Section],
    headings: dict[int | None, Scene],
    where: int | None,
    rules: Rules,
) -> tuple[tuple[str, ...], str | None]:
    """Whose list it is: said by a heading that announces motives, or by the sentence itself."""
    at = None if where is None else sections[where]
    while at is not None and _numbered_noun(at, rules):  # the heading names a motive, no holder
        at = None if at.parent is None else sections[at.parent]
    first, rest = _sides(scene)
    if at is not None and (_says(at.title, rules) or not first):
        above = _holders(at, sections, headings, skip_own=False)
        if above[0]:
            return above
    return first, next(iter(rest), None)
