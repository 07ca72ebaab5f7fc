"""Finds who and where: the names in a text, known or not, and what they name.

Known names come from the lexicon. Unknown ones are runs of capitalised words, typed by what stands
in or beside them (a title, the head of the name, a role, a preposition); what nothing types is
left out. A name that is typed once is found everywhere, in headings too, and so are surnames and
the acronyms printed in brackets after a name.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from kg.find.anaphora import find_anaphors
from kg.find.groups import bare_groups, groups_named
from kg.find.known import Known
from kg.find.lexicon import Hit, Lexicon, level
from kg.find.nametypes import Typed, typed
from kg.find.runs import PARTICLES, Run, Word, runs_of
from kg.find.syntax import Syntax
from kg.model import Document, Layout, Mention, Sentence, Span

NO_ACTOR = frozenset({"Event", "Thing", "Title"})
_SMALL_WORD = re.compile(r"(?<![\w-])[^\W\d_A-Z]{3,}(?![\w-])")
_ACRONYM_AFTER = re.compile(r"\s*\((?:the\s+)?[\"“]?([A-ZÀ-Þ][\w.-]{1,9})[\"”]?[),;]")


@dataclass(slots=True)
class Found:
    """What one passage holds: hits, mentions so far, and runs that wait for a type."""

    sentence: Sentence
    syntax: Syntax
    hits: tuple[Hit, ...]
    mentions: list[Mention] = field(default_factory=list)
    dropped: list[Span] = field(default_factory=list)  # names of events: nothing inside counts
    waiting: list[Run] = field(default_factory=list)


@dataclass(slots=True)
class Names:
    """The unknown names of a document: what they name, by their levelled words."""

    types: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)  # any way to say it -> candidate
    common: frozenset[str] = frozenset()  # words that the document prints in small letters

    def learn(self, words: str, kind: str, key: str | None = None) -> str:
        """Keep a name with its type; the first type that is sure wins. Return its candidate."""
        plain = level(words).casefold()
        key = self.keys.setdefault(plain, key or f"~{plain}")
        self.types.setdefault(key, kind)
        return key


def find_mentions(
    document: Document, layout: Layout, sentences: tuple[Sentence, ...], lexicon: Lexicon
) -> tuple[Mention, ...]:
    """Return the explicit mentions of a document in text order.

    ``candidates`` are ids of the lexicon, best first; ``state+code`` for a body or group of a
    state; ``~words`` for a name that the lexicon lacks. Citations and furniture hold no mentions.
    Offsets are code points, end exclusive.
    """
    known = Known(lexicon)
    names = Names(common=frozenset(_SMALL_WORD.findall(document.text)))
    passages = [_read(s, lexicon) for s in sentences]
    for found in passages:
        found.mentions = list(known.mentions(found.sentence.passage, found.hits, found.syntax))
        if found.sentence.passage.kind != "heading":
            _type_runs(found, names, lexicon)
    persons = _surnames(passages)
    groups = groups_named(found.mentions for found in passages)
    for found in passages:
        _type_waiting(found, names, persons)
        found.mentions += bare_groups(found.sentence.passage, groups, found.mentions)
    alias = {f"~{level(word).casefold()}": key for word, key in persons.items()}
    explicit = tuple(m for found in passages for m in _settled(found, alias))
    anaphors = find_anaphors(sentences, explicit)
    return tuple(sorted((*explicit, *anaphors), key=_order))


def _read(sentence: Sentence, lexicon: Lexicon) -> Found:
    passage = sentence.passage
    hits = lexicon.find(passage.masked, passage.span.start)
    return Found(sentence, Syntax(sentence), hits)


def _type_runs(found: Found, names: Names, lexicon: Lexicon) -> None:
    passage = found.sentence.passage
    start, text = passage.span.start, passage.masked
    blocked = {h.span.start - start for h in found.hits if "adjective" not in h.kinds()}
    for run in runs_of(text, blocked):
        trimmed, adjective = _without_adjective(run, found, start)
        if _covered(trimmed or run, found.mentions, start):
            continue
        kind = trimmed and typed(trimmed, text, adjective or _holds_state(run, found, start))
        if not kind or _is_common(kind, names):
            found.waiting.append(trimmed or run)
            continue
        _keep(kind, run, found, names, start)


def _without_adjective(run: Run, found: Found, start: int) -> tuple[Run | None, bool]:
    """Take a state's adjective off the beginning of a run."""
    first = start + run.start
    for hit in found.hits:
        if hit.span.start == first and hit.kinds() & {"adjective", "acronym"}:
            rest = tuple(w for w in run.words if start + w.start >= hit.span.end)
            if rest and "acronym" in hit.kinds() and len(rest) == len(run.words) - 1:
                return Run(rest), True
            if "adjective" in hit.kinds():
                return (Run(rest) if rest else None), True
    return _without_first_word(run, found, start), False


def _without_first_word(run: Run, found: Found, start: int) -> Run | None:
    """A capital at the beginning of a sentence may be no name's."""
    token = found.syntax.at(start + run.start)
    if token is None or token.index > 1:
        return run
    if len(run.words) > 1 and token.pos in ("DET", "ADP", "SCONJ", "CCONJ", "PRON", "ADV", "AUX"):
        return Run(run.words[1:])
    if len(run.words) == 1 and token.pos != "PROPN" and not run.words[0].text.isupper():
        return None
    return run


def _covered(run: Run, mentions: list[Mention], start: int) -> bool:
    """Tell whether a known name covers the run."""
    low, high = start + run.start, start + run.end
    return any(m.span.start <= low and high <= m.span.end for m in mentions)


def _is_common(kind: Typed, names: Names) -> bool:
    """Tell whether a single word is an ordinary one that happens to have a capital here."""
    return len(kind.words) == 1 and kind.words[0].text.casefold() in names.common


def _holds_state(run: Run, found: Found, start: int) -> bool:
    low, high = start + run.start, start + run.end
    return any(
        m.type == "State" and low <= m.span.start and m.span.end <= high for m in found.mentions
    )


def _keep(kind: Typed, run: Run, found: Found, names: Names, start: int) -> None:
    words = kind.words
    span = Span(start + words[0].start, start + words[-1].end)
    text = found.sentence.passage.masked
    said = text[words[0].start : words[-1].end]
    acronym = _ACRONYM_AFTER.match(text, words[-1].end)
    if kind.type in NO_ACTOR:
        if kind.type == "Event":
            found.dropped.append(Span(start + run.start, span.end))
        names.learn(said, kind.type)
        if acronym:
            names.learn(acronym[1], kind.type)
        return
    if kind.type == "Person" and any(
        m.type == "Person" and span.meets(m.span) for m in found.mentions
    ):
        return
    key = names.learn(said, kind.type)
    if acronym:
        names.learn(acronym[1], kind.type, key)
    found.mentions.append(_named(span, names.types[key], key))


def _named(span: Span, kind: str, key: str, form: str = "name") -> Mention:
    layer = "place" if kind == "Place" else "actor"
    return Mention(span, form, layer, kind, (key,))


def _surnames(passages: list[Found]) -> dict[str, str]:
    """Return for each single word by which a person of the document may be called the candidate."""
    full: dict[str, str] = {}
    for found in passages:
        for mention in found.mentions:
            if mention.type == "Person" and mention.candidates:
                start = found.sentence.passage.span.start
                said = found.sentence.passage.masked[
                    mention.span.start - start : mention.span.end - start
                ]
                full.setdefault(said, mention.candidates[0])
    alone: dict[str, set[str]] = {}
    for said, key in full.items():
        parts = [p for p in said.split() if p not in PARTICLES]
        if len(parts) > 1:
            for part in (parts[-1], parts[0], " ".join(parts[-2:])):
                alone.setdefault(part, set()).add(key)
    return {word: min(keys) for word, keys in alone.items() if len(keys) == 1}


def _type_waiting(found: Found, names: Names, persons: dict[str, str]) -> None:
    """Give a run the type of a name met elsewhere in the document."""
    passage = found.sentence.passage
    start, text = passage.span.start, passage.masked
    if passage.kind == "heading":
        found.waiting = [r for r in runs_of(text) if not _covered(r, found.mentions, start)]
    for run in found.waiting:
        for words in _parts(run):
            said = text[words[0].start : words[-1].end]
            key = names.keys.get(level(said).casefold()) or persons.get(said)
            if key is None or names.types.get(key) in NO_ACTOR:
                continue
            kind = names.types.get(key, "Person")
            span = Span(start + words[0].start, start + words[-1].end)
            if not any(span.meets(m.span) for m in found.mentions if m.form != "adjective"):
                found.mentions.append(_named(span, kind, key))
            break


def _parts(run: Run) -> Iterator[tuple[Word, ...]]:
    """Yield the run, then its single words: a heading capitalises everything."""
    yield run.words
    if len(run.words) > 1:
        for word in run.words:
            yield (word,)


def _settled(found: Found, alias: dict[str, str]) -> list[Mention]:
    """Drop what lies inside the name of an event, and doubles; surnames join their persons."""
    kept: dict[tuple[Span, str], Mention] = {}
    for mention in found.mentions:
        inside = any(d.holds(mention.span) and d != mention.span for d in found.dropped)
        if not inside or mention.kind in ("agreement", "crisis"):
            if mention.type == "Person" and mention.candidates[0] in alias:
                mention = replace(mention, candidates=(alias[mention.candidates[0]],))
            kept.setdefault((mention.span, mention.form), mention)
    return sorted(kept.values(), key=_order)


def _order(mention: Mention) -> tuple[int, int, str, tuple[str, ...]]:
    return (mention.span.start, -mention.span.end, mention.form, mention.candidates)
