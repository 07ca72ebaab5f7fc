"""Motives that a document announces: "The Second Motive: ...", "Target 3", "for two reasons: ..."

The announcing nouns are cues of ``announcedIn``. The holder stands in the heading, in the sentence
that announces the list, or in the heading of a section above.
"""

from collections.abc import Iterator, Mapping, Sequence

from kg.findings import FACT
from kg.model import Section, Span, Token
from kg.relate.counted import LEAST, MOST, Item, counted, number_of, said_themselves
from kg.relate.enumerated import enumerated, is_manifold
from kg.relate.labelled import doer, is_labelled, labelled
from kg.relate.listed import led, listed
from kg.relate.motives import USUAL_CATEGORY, MotiveDraft
from kg.relate.promised import promised
from kg.relate.rules import Rules
from kg.relate.scene import OWNING, Scene
from kg.relate.sites import spoken_of
from kg.relate.titles import (
    asked,
    asks,
    is_reason,
    nested,
    numbered_noun,
    of_us,
    ordinal,
    says,
    sides,
    title_holders,
    title_label,
)
from kg.relate.wording import wording

LONGEST_TITLE = 8  # words; a longer one is a sentence that opens a list
POINTING = frozenset({"both", "these", "those", "such"})
BACKWARD = 3  # words of a sentence in which it may point back
LONGEST_LOOK = 5  # sentences back to where such a list may begin
FARTHEST = 10  # sentences back to the one that announces labelled motives


def announced(
    sections: Sequence[Section], scenes: Sequence[Scene], rules: Rules, pair: tuple[str, ...]
) -> Iterator[MotiveDraft]:
    """Yield the motives announced by headings, then those announced by lists.

    ``pair`` are the two states that the document is about: a motive without holder is theirs.
    """
    headings = {
        s.sentence.passage.section: s for s in scenes if s.sentence.passage.kind == "heading"
    }
    sections = nested(sections, headings)
    for section in sections:
        scene = headings.get(section.index)
        if scene is not None and _is_announced(section, sections, headings, rules):
            yield from _of_heading(section, sections, headings, rules, scene, pair, scenes)
    yield from promised(sections, scenes, headings, rules)
    items = list(_of_lists(sections, scenes, headings, rules, pair))
    yield from items

    def above(scene: Scene) -> tuple[tuple[str, ...], str | None]:
        return _announcer(scene, scenes, sections, headings, rules)

    counting = said_themselves(scenes, rules)
    yield from labelled(scenes, rules, above, counting, pair, [d.evidence for d in items])


def _is_announced(
    section: Section,
    sections: Sequence[Section],
    headings: Mapping[int | None, Scene],
    rules: Rules,
) -> bool:
    """A numbered motive, or a part of a section that announces motives."""
    if numbered_noun(section, rules):
        return True
    if section.parent is None or any(s.parent == section.index for s in sections):
        return False
    above = sections[section.parent].title
    if says(above, rules) and ordinal(section.title) is not None:
        return True
    beside = [s for s in sections if s.parent == section.parent]
    if len(beside) < LEAST or not (says(above, rules) or asks(above, rules)):
        return False
    return all(is_reason(s, headings.get(s.index), rules) for s in beside)


def _of_heading(
    section: Section,
    sections: Sequence[Section],
    headings: Mapping[int | None, Scene],
    rules: Rules,
    scene: Scene,
    pair: tuple[str, ...],
    scenes: Sequence[Scene],
) -> Iterator[MotiveDraft]:
    holders, toward = title_holders(section, sections, headings, skip_own=True)
    if pair and not set(holders) & set(pair) and section.parent is not None:
        holders, toward = pair, None
    label = title_label(section, scenes[scene.number + 1 : scene.number + 2], rules)
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
            position=ordinal(section.title),
        )


def _below(scene: Scene, scenes: Sequence[Scene], rules: Rules) -> tuple[str, ...]:
    """What the first sentence under a heading speaks of."""
    below = scenes[scene.number + 1 : scene.number + 2]
    return tuple(k for s in below for k in spoken_of(s, s.span, rules.categories))


def _of_lists(
    sections: Sequence[Section],
    scenes: Sequence[Scene],
    headings: Mapping[int | None, Scene],
    rules: Rules,
    pair: tuple[str, ...],
) -> Iterator[MotiveDraft]:
    """Yield the items of announced lists; what several announce is told by the nearest."""
    taken: list[Span] = []
    for scene in reversed(scenes):
        if not _announces(scene, sections, rules):
            continue
        where = scene.sentence.passage.section
        holders, toward = _list_holders(scene, sections, headings, where, rules)
        holders = holders or of_us(where, sections, headings, pair)
        found = _list_at(scenes, scene.number, rules, asked=asked(where, sections, rules))
        fresh = [(i, s) for i, s in found if not any(s.meets(t) for t in taken)]
        taken += [span for _, span in fresh]
        for position, (item, span) in enumerate(fresh, 1):
            kinds = spoken_of(item, span, rules.categories)
            whose = (
                holders
                or _of_both(scene, pair)
                or doer(scenes[item.number : item.number + 2], span.start)
            )
            for holder in whose:
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


def _of_both(scene: Scene, pair: tuple[str, ...]) -> tuple[str, ...]:
    """The two states of the document, unless the motives are of somebody else: "its ruling"."""
    tree = scene.tree
    for token in tree.tokens:
        owned = token.dep == "nmod:poss" and token.text.lower() in OWNING
        subject = tree.surface_subject(tree.clause_of(token.index)) if owned else None
        if subject is not None and subject < token.index and tree.tokens[subject].pos == "NOUN":
            return ()
    return pair


def _list_at(scenes: Sequence[Scene], n: int, rules: Rules, *, asked: bool) -> list[Item]:
    """The list that an announcing sentence or heading stands over, in whatever form it comes."""
    spoken = scenes[n].sentence.passage.kind != "heading"
    return (
        listed(scenes, n)
        or counted(scenes, n, rules)
        or (enumerated(scenes[n], rules, asked=asked) if spoken else led(scenes, n))
        or (_counted_before(scenes, n, rules) if spoken else [])
    )


def _counted_before(scenes: Sequence[Scene], n: int, rules: Rules) -> list[Item]:
    """The list that a sentence looks back on: "First, ... Second, ... Both motives are old"."""
    words = {t.text.lower() for t in scenes[n].tree.tokens[:BACKWARD]}
    if not words & POINTING:
        return []
    for m in range(n - 1, max(-1, n - 1 - LONGEST_LOOK), -1):
        if scenes[m].sentence.passage.section != scenes[n].sentence.passage.section:
            break
        if found := counted(scenes[:n], m, rules):
            return found
    return []


def _announces(scene: Scene, sections: Sequence[Section], rules: Rules) -> bool:
    """Tell whether a list of motives may follow.

    The sentence names motives in the plural ("three considerations", "more than one reason"), or
    opens a list under a heading that asks for them; or it is such a heading.
    """
    heading = scene.sentence.passage.kind == "heading"
    if heading:
        return asked(scene.sentence.passage.section, sections, rules)
    if any(_is_plural_motive(scene, t, rules) for t in scene.tree.tokens):
        return True
    if any(is_manifold(scene, t, rules) for t in scene.tree.tokens):
        return True
    said = scene.quote(scene.span)
    opens = said.endswith(":") or (":" in said and number_of(scene) < MOST)
    return opens and asked(scene.sentence.passage.section, sections, rules)


def _is_plural_motive(scene: Scene, token: Token, rules: Rules) -> bool:
    if token.pos != "NOUN" or token.lemma not in rules.announced.book:
        return False
    words = {scene.tree.tokens[k].text.lower() for k in scene.tree.subtree(token.index)[:6]}
    each = any(t.text.lower() == "each" for t in scene.tree.tokens[: token.index])
    return token.text.lower() != token.lemma or {"more", "one"} <= words or each


def _announcer(
    scene: Scene,
    scenes: Sequence[Scene],
    sections: Sequence[Section],
    headings: Mapping[int | None, Scene],
    rules: Rules,
) -> tuple[tuple[str, ...], str | None]:
    """Whose a labelled motive is: said by the sentence before the first, or by the headings."""
    where = scene.sentence.passage.section
    for before in reversed(scenes[max(0, scene.number - FARTHEST) : scene.number]):
        here = before.sentence.passage.section == where and not is_labelled(before, rules)
        if here and _announces(before, sections, rules):
            return _list_holders(before, sections, headings, where, rules)
    if where is None:
        return (), None
    return title_holders(sections[where], sections, headings, skip_own=False)


def _list_holders(
    scene: Scene,
    sections: Sequence[Section],
    headings: Mapping[int | None, Scene],
    where: int | None,
    rules: Rules,
) -> tuple[tuple[str, ...], str | None]:
    """Whose list it is: said by a heading that announces motives, or by the sentence itself."""
    at = None if where is None else sections[where]
    while at is not None and numbered_noun(at, rules):  # the heading names a motive, no holder
        at = None if at.parent is None else sections[at.parent]
    first, rest = sides(scene)
    told = at is not None and len(at.title.split()) > LONGEST_TITLE  # it has a list of its own
    if at is not None and ((says(at.title, rules) and not told) or not first):
        above = title_holders(at, sections, headings, skip_own=False)
        if above[0]:
            return above
    return first, next(iter(rest), None)
