"""Who bears a title: the persons beside it, before it, or of whom it is said that they hold it."""

import re

from kg.model import Mention, Span, Token
from kg.relate.scene import Scene
from kg.relate.sites import is_plural

# Verbs of which the subject comes to hold, or holds, what they name or bring in by "as".
HOLDING = frozenset({"become", "be", "remain", "stay", "serve", "act", "return", "rule"})
# Verbs by which somebody is given an office.
GIVING = frozenset(
    {"appoint", "elect", "name", "make", "nominate", "re-elect", "choose", "install"}
)
BESIDE = ("compound", "nmod:desc", "appos", "flat", "amod", "nmod")
MOST = 4  # bearers of one title in the plural
_LINK = re.compile(r"\s*(?:,|,?\s*and|,?\s*then)\s+(?:[Dd]r\.?\s+)?")
_BEFORE_NAMES = re.compile(r"(?:\s*,)?\s+")
# "Özal, by then prime minister", "A and B, both foreign ministers"
_BEHIND_NAMES = re.compile(
    r",?\s+(?:by\s+)?(?:(?:then|now|later|both|the|a|an|its|his|her|former|current)\s+)*"
)


def bearers(scene: Scene, i: int, words: Span) -> list[tuple[str, Span]]:
    """Return the persons who bear the title headed by a token, each with where they are named.

    ``words`` is the span of the title itself. A title in the singular has one bearer.
    """
    several = is_several(scene, i)
    run = _run_behind(scene, words, several=several)
    found: dict[str, Span] = {m.entity: m.span for m in run if m.entity}
    for k in [*_beside(scene, i), i]:
        if found and (k == i or not several):
            break
        for f in scene.who(k, deep=False):
            named = any(m.span == f.span and m.form != "anaphor" for m in scene.mentions)
            person = scene.entities[f.entity].type == "Person"
            if named and person and len(found) < (MOST if several else 1):
                found.setdefault(f.entity, f.span)
    if not found:
        found = {m.entity: m.span for m in _run_before(scene, words, several=several) if m.entity}
    return list(found.items())


def is_several(scene: Scene, i: int) -> bool:
    """Tell whether a title is in the plural; as a part of a name its tag may not say so."""
    token = scene.tree.tokens[i]
    return is_plural(scene, i) or (
        token.pos == "PROPN" and token.text.endswith("s") and token.text[:1].isupper()
    )


def is_said(scene: Scene, i: int) -> bool:
    """Tell whether a clause says that somebody holds the office: that may be denied or planned."""
    tree = scene.tree
    return tree.child(i, "cop") is not None or _saying(scene, i) is not None


def _saying(scene: Scene, i: int) -> Token | None:
    """The verb that says who holds or gets an office: "became president", "served as consul"."""
    tree, token = scene.tree, scene.tree.tokens[i]
    brought = tree.case(i) == "as" if token.dep.startswith("obl") else token.dep in ("xcomp", "obj")
    verb = tree.tokens[token.head]
    return verb if token.head != i and brought and verb.lemma in HOLDING | GIVING else None


def _beside(scene: Scene, i: int) -> list[int]:
    """The words that a title stands beside by grammar, or is said of."""
    tree = scene.tree
    token = tree.tokens[i]
    near = [*tree.children(i, "appos", "flat", "nmod:desc")]
    if token.dep in BESIDE and token.head != i:
        near.append(token.head)
    if tree.child(i, "cop") is not None and (subject := tree.surface_subject(i)) is not None:
        near.append(subject)
    verb = _saying(scene, i)
    if verb is not None:
        held = verb.lemma in HOLDING
        bearer = tree.surface_subject(verb.index) if held else tree.object(verb.index)
        near.extend(k for k in [bearer] if k is not None and k != i)
    return near


def _run_behind(scene: Scene, words: Span, *, several: bool) -> list[Mention]:
    """The names right behind a title, whatever the parser makes of them: "Ministers X and Y"."""
    found: list[Mention] = []
    at = words.end
    for mention in _people(scene):
        if mention.span.start < at:
            continue
        between = scene.text[at : mention.span.start]
        link = _LINK if found else _BEFORE_NAMES
        if not link.fullmatch(between) or (found and not several):
            break
        if "," in between and not several and not _is_enclosed(scene, mention):
            break  # "When he met the minister, Ali Alatas said ..."
        found.append(mention)
        at = mention.span.end
    return found[:MOST]


def _is_enclosed(scene: Scene, mention: Mention) -> bool:
    """Tell whether a name is shut off behind, too: "the minister, Ali Alatas, said"."""
    return scene.text[mention.span.end : mention.span.end + 1] in (",", ".", ";", ")", "")


def _run_before(scene: Scene, words: Span, *, several: bool) -> list[Mention]:
    """The names right before a title: "A and B, the foreign ministers"."""
    found: list[Mention] = []
    at = words.start
    for mention in reversed(_people(scene)):
        if mention.span.end > at:
            continue
        link = _LINK if found else _BEHIND_NAMES
        between = scene.text[mention.span.end : at]
        apart = "," in between or found
        if not link.fullmatch(between) or not apart or (found and not several):
            break
        found.insert(0, mention)
        at = mention.span.start
    return found[-MOST:]


def _people(scene: Scene) -> list[Mention]:
    return [m for m in scene.mentions if m.type == "Person" and m.entity and m.form != "anaphor"]
