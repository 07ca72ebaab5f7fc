"""Agreements and crises that the lexicon knows by name: told with or without a cue's word."""

from kg.model import Cue, Mention
from kg.relate.cues import Match
from kg.relate.patterns import Rule
from kg.relate.scene import Filler, Scene

WITH = frozenset({"between", "with", "among"})


def known_at(scene: Scene, i: int, kind: str) -> Mention | None:
    """The known agreement or crisis in whose name the token stands."""
    span = scene.tree.tokens[i].span
    return next(
        (m for m in scene.mentions if m.span.holds(span) and _is_known(scene, m, kind)), None
    )


def _is_known(scene: Scene, mention: Mention, kind: str) -> bool:
    """A name is written with capitals: "the Cold War", not "the cold war of two aunts"."""
    if mention.kind != kind:
        return False
    if kind == "agreement":
        return True
    capital = any(c.isupper() for c in mention.span.of(scene.text))
    return (
        mention.form != "name" or capital or any(c.isdigit() for c in mention.span.of(scene.text))
    )


def named_only(scene: Scene, kind: str, found: set[int]) -> list[Match]:
    """Matches for the known names in which no cue has found its word."""
    matches = []
    for head, mentions in scene.at.items():
        for mention in mentions:
            if _is_known(scene, mention, kind) and not found.intersection(
                scene.tokens_of(mention.span)
            ):
                matches.append(_match(scene, head, mention))
    return matches


def _match(scene: Scene, head: int, mention: Mention) -> Match:
    rule = Rule(Cue("class", mention.type, "a known name"), "noun", (), ())
    parties: list[Filler] = []
    for k in scene.tree.oblique(head, WITH):
        parties.extend(scene.who(k))
    return Match(rule, head, head, head, {"party": tuple(parties)} if parties else {})


def id_of(mention: Mention | None) -> str | None:
    """The lexicon's id of a known name."""
    return mention.candidates[0] if mention is not None and mention.candidates else None
