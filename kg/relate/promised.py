"""Motives under headings that only count, below a sentence that promises them.

"Peru pursues two things:", then the sections "3.1. The First:" and "3.2. Second:".
"""

from collections.abc import Iterator, Mapping, Sequence

from kg.findings import FACT
from kg.model import Section
from kg.relate.counted import LEAST, MOST, number_of
from kg.relate.motives import USUAL_CATEGORY, MotiveDraft
from kg.relate.rules import Rules
from kg.relate.scene import Scene
from kg.relate.sites import spoken_of
from kg.relate.titles import ordinal, sides, title_holders, title_label
from kg.relate.wording import wording

WANTING = frozenset({"target", "aim", "seek", "pursue", "want", "intend"})


def promised(
    sections: Sequence[Section],
    scenes: Sequence[Scene],
    headings: Mapping[int | None, Scene],
    rules: Rules,
) -> Iterator[MotiveDraft]:
    """Yield one motive for each counted section, with the text's first sentence as evidence."""
    for scene in scenes:
        if number_of(scene) == MOST or not {t.lemma for t in scene.tree.tokens} & WANTING:
            continue
        where = scene.sentence.passage.section
        below = [s for s in sections if s.parent == where and ordinal(s.title) is not None]
        bodies = [body for s in below for body in [_body(s, scenes, scene.number)] if body]
        holders, _ = sides(scene)
        fits = LEAST <= len(bodies) == number_of(scene) and len(bodies) == len(below)
        if where is None or not holders or not fits or bodies[0].number > scene.number + 2:
            continue
        for section, body in zip(below, bodies, strict=True):
            above, toward = title_holders(section, sections, headings, skip_own=True)
            kinds = spoken_of(body, body.span, rules.categories)
            yield MotiveDraft(
                label=wording(title_label(section, [body], rules)),
                holder=holders[0],
                toward=toward if holders[0] in above else None,
                category=kinds[0] if kinds else USUAL_CATEGORY,
                evidence=body.span,
                scene=body.number,
                stance=FACT,
                explicit=True,
                section=section.index,
                position=ordinal(section.title),
            )


def _body(section: Section, scenes: Sequence[Scene], after: int) -> Scene | None:
    """The first sentence under a heading."""
    for scene in scenes[after + 1 :]:
        passage = scene.sentence.passage
        if passage.section == section.index and passage.kind != "heading":
            return scene
    return None
