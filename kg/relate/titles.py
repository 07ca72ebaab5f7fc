"""What titles say of motives: whether they announce or ask for one, its number, and whose it is."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from kg.model import Section, Span
from kg.relate.counted import ORDINALS
from kg.relate.rules import Rules
from kg.relate.scene import Scene

LETTERS = "abcdefgh"
ENDINGS = ("s", "ed", "d")
US = re.compile(r"\b(we|our|us)\b", re.IGNORECASE)
# Words of titles that say whose view it is, or where in the text one is, and no motive.
_ASPECTS = """
side view point perspective position stance part case introduction background summary overview
conclusion context history method note other two both first second
"""
ASPECTS = frozenset(_ASPECTS.split())
_IS_TO = re.compile(r"^(?:it\s+)?(?:is|was|would be)\s+to\s+", re.IGNORECASE)
TOGETHER = re.compile(r"\b(and|between|-)\b", re.IGNORECASE)


def says(text: str, rules: Rules) -> bool:
    """Tell whether an announcing noun stands in the text."""
    words = re.findall(r"[a-z]+", text.lower())
    return any(w in rules.announced.book or w.rstrip("s") in rules.announced.book for w in words)


def asks(title: str, rules: Rules) -> bool:
    """Tell whether a title asks why, or what somebody wants or is moved by."""
    words = re.findall(r"[a-z]+", title.lower())
    if "why" in words[:2]:
        return True
    after = words[words.index("what") + 1 :] if "what" in words[:2] else []
    forms = [
        f
        for n, w in enumerate(after)
        for f in (w, *(w.removesuffix(e) for e in ENDINGS), " ".join(after[n : n + 2]))
    ]
    return any(f in rules.asked for f in forms)


def nested(sections: Sequence[Section], headings: Mapping[int | None, Scene]) -> list[Section]:
    """Put a heading under the one right above it, where nothing stands between and none is over it.

    "WHY PERU YIELDS" is then the title over "5. Officials give three answers:".
    """
    found: list[Section] = []
    over: Section | None = None  # the title that those of another style are put under
    for section in sections:
        here, before = headings.get(section.index), headings.get(section.index - 1)
        above = found[-1] if found else None
        if section.parent is None and above is not None and here is not None:
            if before is not None and before.number + 1 == here.number:
                over = above
            if over is not None and (over is above or _style(section) != _style(over)):
                section = replace(section, parent=over.index)
            else:
                over = None
        found.append(section)
    return found


def _style(section: Section) -> tuple[bool, bool]:
    """How a title is printed: with a number, in capitals."""
    return section.number is not None, section.title.isupper()


def is_reason(section: Section, scene: Scene | None, rules: Rules) -> bool:
    """Tell whether the title of a part may name a motive: more than an actor and its side."""
    if scene is None or says(section.title, rules) or asks(section.title, rules):
        return False
    return any(
        t.pos in ("NOUN", "VERB", "ADJ")
        and t.lemma.lower() not in ASPECTS
        and not any(m.span.meets(t.span) for m in scene.mentions)
        for t in scene.tree.tokens
    )


def of_us(
    where: int | None,
    sections: Sequence[Section],
    headings: Mapping[int | None, Scene],
    pair: tuple[str, ...],
) -> tuple[str, ...]:
    """Whose "What we want" is: of the two states, the one that no other title speaks of."""
    if where is None or not US.search(sections[where].title):
        return ()
    others = {h for s in sections if s.index in headings for h in sides(headings[s.index])[0]}
    left = tuple(p for p in pair if p not in others)
    return left if len(left) == 1 else ()


def asked(where: int | None, sections: Sequence[Section], rules: Rules) -> bool:
    """A heading that asks for motives, or one under it: "Why Peru moved", "4 Interests"."""
    if where is None:
        return False
    section = sections[where]
    parent = None if section.parent is None else sections[section.parent]
    titles = [section.title, parent.title if parent else ""]
    return any(says(t, rules) or asks(t, rules) for t in titles) and not numbered_noun(
        section, rules
    )


def ordinal(title: str) -> int | None:
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


def title_label(section: Section, below: Sequence[Scene], rules: Rules) -> str:
    """What a title names; where that is but a number ("Second Aim:"), what its text says first."""
    named = section.title.partition(":")[2].strip() or section.title.strip()
    words = [w for w in re.findall(r"[a-z]+", named.lower()) if w not in ("the", "and")]
    if any(w.removesuffix("ly") not in ORDINALS and not says(w, rules) for w in words):
        return named
    for scene in below:
        passage = scene.sentence.passage
        if passage.kind != "heading" and passage.section == section.index:
            said = _IS_TO.sub("to ", scene.quote(scene.span))
            clause = said.partition(",")[0]
            return clause if said.lower().startswith("to ") else said
    return named


def numbered_noun(section: Section, rules: Rules) -> bool:
    """Tell whether the title is that of one motive: "The Second Motive: ..."."""
    head = section.title.partition(":")[0]
    words = re.findall(r"[a-z]+|\d+", head.lower())
    return (
        len(words) <= 5
        and says(head, rules)
        and ordinal(head) is not None
        and words[-1][-1:] != "s"
    )


def title_holders(
    section: Section,
    sections: Sequence[Section],
    headings: Mapping[int | None, Scene],
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
            first, rest = sides(scene)
            if not holders:
                holders, toward = first, next(iter(rest), None)
            elif toward is None:
                toward = next((a for a in (*first, *rest) if a not in holders), None)
        at = None if at.parent is None else sections[at.parent]
    if not holders and (scene := headings.get(section.index)) is not None:
        holders, rest = sides(scene)
        toward = next(iter(rest), None)
    return holders, toward


def sides(scene: Scene) -> tuple[tuple[str, ...], tuple[str, ...]]:
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
