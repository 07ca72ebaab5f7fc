"""Motives that open a sentence before their holder is named: "Stung by the ban, Peru left".

Read by position: parsers get such openings wrong in many ways.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from kg.findings import Stance
from kg.model import Mention, Span
from kg.relate.cues import CueBook
from kg.relate.patterns import Rule
from kg.relate.scene import Scene

FIRM = 0.6  # weight from which the participle of a verb may open: "Fearing", not "Protecting"
SHORTEST = 3  # tokens up to the comma
ARTICLE = 2  # tokens from the comma to the holder


@dataclass(frozen=True, slots=True)
class Reason:
    """The words of one motive, whose it is, and what hangs on it."""

    holder: str
    span: Span
    at: int  # the word that heads it
    conduct: int | None
    stance: Stance


def openings(scene: Scene, book: CueBook) -> Iterator[Reason]:
    """Yield the motive with which a sentence opens, where the actor behind its comma is named."""
    tokens = scene.tree.tokens
    rule = _rule(scene, book)
    comma = next((t.index for t in tokens[SHORTEST:] if t.text == ","), len(tokens))
    holder = _named(scene, comma)
    if rule is None or holder is None or holder.entity is None:
        return
    head = next((i for i, named in scene.at.items() if holder in named), None)
    subject = head is not None and tokens[head].dep.startswith("nsubj")
    yield Reason(
        holder.entity,
        Span(tokens[0].span.start, tokens[comma - 1].span.end),
        0,
        tokens[head].head if head is not None and subject else None,
        Stance(rule=rule.cue.pattern),
    )


def _named(scene: Scene, comma: int) -> Mention | None:
    """The actor that stands right behind a comma, with or without an article."""
    starts = {m.span.start: m for m in scene.mentions if m.kind == "actor" and m.entity}
    near = (starts.get(t.span.start) for t in scene.tree.tokens[comma + 1 : comma + 1 + ARTICLE])
    return next((m for m in near if m is not None and m.form != "adjective"), None)


def _rule(scene: Scene, book: CueBook) -> Rule | None:
    """The cue that the first words give: of a state of mind, or of a firm verb's participle."""
    if not scene.forms or scene.forms[0][0] != 0:
        return None
    tokens = scene.tree.tokens
    for form in scene.forms[0][1]:
        for trigger, rule in book.first.get(form, ()):
            said = tuple(t.text.lower() for t in tokens[1 : len(trigger)])
            firm = rule.part == "verb" and rule.cue.weight >= FIRM
            moved = any(slot.name == "c" for slot in rule.slots)
            participle = firm and not moved and tokens[0].text.endswith("ing")
            if trigger[1:] == said and (rule.part == "predicate" or participle):
                return rule
    return None
