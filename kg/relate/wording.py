"""Labels: a phrase of the text made short enough to head a page, and the best of several.

A label is for people; it never serves to find or to compare anything.
"""

import re
from collections import Counter
from collections.abc import Iterable

LONGEST = 90  # characters of a label, the cut mark included
CUT = "…"
_EDGES = " ,;:.–—-\"'“”‘’()"
# What joins a phrase to the text before it and says nothing once it stands alone.
_JOINTS = ("in order to ", "so as to ", "as well as ", "and ", "or ", "but ", "so ", "of ", "that ")
_ARTICLES = ("the ", "a ", "an ")
# A clause that only adds to what the label names already, and an address that slid into the text.
_ADDED = re.compile(r"(?<=\w{3}),?\s+(?:which|who|where|whereby|whose)\b.*")
_FEWEST = 15  # characters that must be left when an added clause is dropped
_ADDRESS = re.compile(r"\s*https?://\S+")
_POINTERS = ("this ", "these ", "that ", "those ", "such ", "it ", "its ", "their ", "they ", "he ")


def wording(phrase: str) -> str:
    """Return a phrase as a label: on one line, without what leads in, cut between two words."""
    words = " ".join(_ADDRESS.sub("", phrase).split()).strip(_EDGES)
    for joint in _JOINTS:
        if words.lower().startswith(joint):
            words = ("to " if joint.endswith("to ") else "") + words[len(joint) :]
    core = _ADDED.sub("", words)
    if len(core) >= _FEWEST:
        words = core
    for article in _ARTICLES:
        if words.lower().startswith(article):
            words = words[len(article) :]
    words = cut(words, LONGEST)
    if words[:1].islower() and words.split(" ", 1)[0].islower():
        words = words[:1].upper() + words[1:]
    return words


def cut(words: str, longest: int) -> str:
    """Return words that are too long for a label cut between two of them, with the cut mark."""
    if len(words) <= longest:
        return words
    return words[: longest - len(CUT) + 1].rpartition(" ")[0].rstrip(_EDGES) + CUT


def best_wording(phrases: Iterable[str]) -> str:
    """Return the label that says most by itself: no pointer, not cut, with a name, said often."""
    given = [" ".join(p.split()) for p in phrases]
    often = Counter(wording(p).casefold() for p in given)

    def worth(phrase: str) -> tuple[bool, bool, bool, int, int]:
        label = wording(phrase)
        words = phrase.split()
        names = any(w[:1].isupper() for w in words if not f"{w.lower()} ".startswith(_ARTICLES))
        points = phrase.lower().startswith(_POINTERS)
        return (not points, not label.endswith(CUT), names, often[label.casefold()], len(label))

    return wording(max(given, key=worth, default=""))
