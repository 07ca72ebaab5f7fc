"""Sentences with a grammar written by hand: ``word/POS/function/head`` for each token."""

from kg.model import (
    Context,
    Cue,
    Document,
    Entity,
    Layout,
    Mention,
    Passage,
    Sentence,
    Span,
    Token,
)
from kg.relate.scene import Scene, scenes


def sentence(written: str, start: int = 0) -> Sentence:
    """Return the sentence; the lemma may follow the word: ``went|go/VERB/root/0``."""
    tokens: list[Token] = []
    at = start
    for index, piece in enumerate(written.split()):
        word, pos, dep, head = piece.rsplit("/", 3)
        text, _, lemma = word.partition("|")
        span = Span(at, at + len(text))
        morph = "Number=Plur" if pos == "NOUN" and text.endswith("s") else ""
        tag = {"VERB": "VBN" if dep == "acl" and text.endswith("ed") else "VB"}.get(pos, "NN")
        lemma = lemma or text.lower()
        tokens.append(Token(index, span, text, lemma, pos, tag, morph, dep, int(head)))
        at += len(text) + 1
    text = " ".join(t.text for t in tokens)
    passage = Passage(0, Span(start, start + len(text)), text, "sentence", None)
    return Sentence(passage, tuple(tokens))


def scene(
    written: str,
    named: dict[str, str],
    cues: tuple[Cue, ...] = (),
    delegates: frozenset[str] = frozenset(),
) -> Scene:
    """Return a scene in which the words of ``named`` are mentions of entities of a type."""
    return next(scenes(context(written, named, cues), delegates))


def context(written: str, named: dict[str, str], cues: tuple[Cue, ...] = ()) -> Context:
    """Return the context of a document of one sentence."""
    found = sentence(written)
    text = found.passage.masked
    mentions = []
    for token in found.tokens:
        if token.text in named:
            name = token.text.casefold()
            form = "adjective" if token.pos == "ADJ" else "name"
            mentions.append(Mention(token.span, form, "actor", named[token.text], entity=name))
    entities = tuple(
        Entity(
            word.casefold(),
            "actor",
            kind,
            word,
            tuple(m for m in mentions if m.entity == word.casefold()),
        )
        for word, kind in named.items()
    )
    document = Document("0" * 16, "d", "d", "en", "text/plain", text, "", "")
    layout = Layout((), (), (found.passage,))
    return Context(document, layout, (found,), tuple(mentions), entities, cues=cues)
