"""Finds who and where: the names in a text, known or not, and what they name.

Known names come from the lexicon. Unknown ones are runs of capitalised words, typed by what stands
in or beside them (a title, the head of the name, a role, a preposition); what nothing types is
left out. A name that is typed once is found everywhere, in headings too, and so are surnames and
the acronyms printed in brackets after a name.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from kg.find.anaphora import find_anaphors
from kg.find.bodynames import called_again, heads_named
from kg.find.found import Found, Names, at_home, only_in_capitals, order, settled
from kg.find.groups import bare_groups, groups_named
from kg.find.known import Known
from kg.find.lexicon import Lexicon, level
from kg.find.namesakes import meant_names, without_next_line
from kg.find.nametypes import Typed, typed
from kg.find.runs import PARTICLES, Run, Word, runs_of
from kg.find.syntax import Syntax
from kg.find.trims import like_neighbour, no_person, without_adjective, without_state
from kg.model import Document, Layout, Mention, Sentence, Span

NO_ACTOR = frozenset({"Event", "Thing", "Title"})
_SMALL_WORD = re.compile(r"(?<![\w-])[^\W\d_A-Z]{3,}(?![\w-])")
_ACRONYM_AFTER = re.compile(
    r"(?:\s+(?:in|for|to)\s+(?:the\s+)?[A-Z][\w’-]+(?:\s[A-Z][\w’-]+)?)?\s*\((?:the\s+)?[\"“]?([A-ZÀ-Þ][\w.-]{1,9})[\"”]?[),;]"
)


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
    passages = []
    for sentence in sentences:
        found = _read(sentence, lexicon, names.common)
        passages.append(found)
        found.mentions = list(known.mentions(found.sentence.passage, found.hits, found.syntax))
        if found.sentence.passage.kind != "heading":
            _type_runs(found, names, lexicon)
    persons = _surnames(passages)
    groups = groups_named((f.sentence.passage, f.mentions) for f in passages)
    heads = heads_named((f.sentence.passage, f.mentions) for f in passages)
    for found in passages:
        _type_waiting(found, names, persons)
        found.mentions += bare_groups(found.sentence.passage, groups, found.mentions)
        if found.sentence.passage.kind != "heading":
            found.mentions += called_again(found.sentence.passage, heads, found.mentions)
    home = at_home(passages, lexicon)
    doubtful = only_in_capitals(passages, lexicon)
    explicit = tuple(
        home(m)
        for found in passages
        for m in settled(found, persons, names)
        if not doubtful(m, m.span.of(document.text), found.sentence.passage.masked.isupper())
    )
    anaphors = find_anaphors(sentences, explicit)
    return tuple(sorted((*explicit, *anaphors), key=order))


def _read(sentence: Sentence, lexicon: Lexicon, common: frozenset[str]) -> Found:
    passage = sentence.passage
    syntax = Syntax(sentence)
    hits = lexicon.find(passage.masked, passage.span.start)
    return Found(sentence, syntax, meant_names(passage, hits, syntax, lexicon, common))


def _type_runs(found: Found, names: Names, lexicon: Lexicon) -> None:
    passage = found.sentence.passage
    start, text = passage.span.start, passage.masked
    blocked = {h.span.start - start for h in found.hits if "adjective" not in h.kinds()}
    for run in runs_of(text, blocked):
        run = without_state(
            Run(without_next_line(run.words, passage, found.syntax, names.common)), found, start
        )
        trimmed, adjective = without_adjective(run, found, start)
        if _covered(trimmed or run, found.mentions, start) or _left_out(trimmed, found, start):
            continue
        kind = trimmed and _typed(trimmed, run, adjective, found)
        if trimmed and (not kind or (kind.type == "Person" and not kind.sure)):
            kind = like_neighbour(trimmed, found, kind or None) or kind
        if kind and kind.type == "Person" and not kind.sure and no_person(kind, found):
            kind = None
        if not kind or _is_common(kind, names):
            found.waiting.append(trimmed or run)
            continue
        _keep(kind, run, found, names, lexicon)


def _typed(trimmed: Run, run: Run, adjective: bool, found: Found) -> Typed | None:
    passage = found.sentence.passage
    national = adjective or _holds_state(run, found, passage.span.start)
    return typed(trimmed, passage.masked, national, found.syntax, passage.span.start)


def _covered(run: Run, mentions: list[Mention], start: int) -> bool:
    """Tell whether a known name covers the run."""
    low, high = start + run.start, start + run.end
    return any(m.span.start <= low and high <= m.span.end for m in mentions)


def _left_out(run: Run | None, found: Found, start: int) -> bool:
    """Tell whether the lexicon knows the run and saw that it names nothing: "Paris agreement"."""
    if run is None:
        return False
    span = Span(start + run.start, start + run.end)
    return any(h.span == span and h.kinds() & {"metonym", "name"} for h in found.hits)


def _is_common(kind: Typed, names: Names) -> bool:
    """Tell whether a single word is an ordinary one that happens to have a capital here."""
    single = len(kind.words) == 1 and kind.type not in ("Company", "GovernmentBody")
    return single and kind.words[0].text.casefold() in names.common


def _holds_state(run: Run, found: Found, start: int) -> bool:
    low, high = start + run.start, start + run.end
    return any(
        m.type == "State" and low <= m.span.start and m.span.end <= high for m in found.mentions
    )


def _is_known_person(said: str, span: Span, found: Found, lexicon: Lexicon) -> bool:
    """Tell "Vladimir V. Putin" from a namesake: then the lexicon's surname is dropped."""
    for i, mention in enumerate(found.mentions):
        if mention.type != "Person" or not span.meets(mention.span):
            continue
        first = level(said.split()[0]).casefold()
        spelled = {
            word
            for n in lexicon.names_of(mention.candidates[0])
            for word in n.text.casefold().split()
        }
        if first in spelled or not span.holds(mention.span):
            found.mentions[i] = replace(mention, span=span) if span.holds(mention.span) else mention
            return True
        del found.mentions[i]
        return False
    return False


def _keep(kind: Typed, run: Run, found: Found, names: Names, lexicon: Lexicon) -> None:
    words, start = kind.words, found.sentence.passage.span.start
    if kind.sure and kind.type not in (*NO_ACTOR, "Person", "Place", "People"):
        words = (*(w for w in run.words if w.end <= words[0].start), *words)
    span = Span(start + words[0].start, start + words[-1].end)
    text = found.sentence.passage.masked
    said = text[words[0].start : words[-1].end]
    acronym = _ACRONYM_AFTER.match(text, words[-1].end)
    if kind.type in NO_ACTOR:
        if kind.type == "Event":
            found.dropped.append(span)
        names.learn(said, kind.type)
        if acronym:
            names.learn(acronym[1], kind.type)
        return
    if kind.type == "Person" and _is_known_person(said, span, found, lexicon):
        return
    if _extends(span, found):
        return
    key = names.learn(said, kind.type)
    if acronym:
        names.learn(acronym[1], kind.type, key)
        names.acronyms[acronym[1]] = key
    if kind.type not in ("Person", "Place", "State", "People"):
        found.inner.append(span)
        found.mentions = [m for m in found.mentions if m.type == "State" or not _cut(m.span, span)]
    found.mentions.append(_named(span, names.types[key], key))


def _extends(span: Span, found: Found) -> bool:
    """Let a known body take in the "of Turkey" behind it; tell whether there was one."""
    for i, mention in enumerate(found.mentions):
        known = mention.kind == "actor" and mention.type not in ("State", "Person")
        if known and mention.span.start == span.start and span.holds(mention.span):
            start = found.sentence.passage.span.start
            more = found.sentence.passage.masked[mention.span.end - start : span.end - start]
            if not more.lstrip().startswith("of "):
                del found.mentions[i]  # "African Union" in "African Union Mission"
                return False
            found.mentions[i] = replace(mention, span=span)
            return True
    return False


def _cut(known: Span, name: Span) -> bool:
    """Tell whether a known name ends in the middle of a longer one."""
    return known.meets(name) and not name.holds(known)


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
            if kind == "Person":  # "Ilse Brandt" here is no Willy Brandt
                found.mentions = [
                    m for m in found.mentions if m.type != "Person" or not span.holds(m.span)
                ]
            if not any(span.meets(m.span) for m in found.mentions if m.form != "adjective"):
                found.mentions.append(_named(span, kind, key))
            break
        else:
            _place_beside(run, found, names)


def _place_beside(run: Run, found: Found, names: Names) -> None:
    """In "claimed Tindouf and Béchar" the second is a place because the first is."""
    start = found.sentence.passage.span.start
    single = len(run.words) == 1 and run.words[0].text.casefold() not in names.common
    alike = like_neighbour(run, found) if single else None
    if alike is not None and alike.type == "Place":
        said = run.words[0].text
        key = names.learn(said, "Place")
        if names.types[key] == "Place":
            found.mentions.append(_named(Span(start + run.start, start + run.end), "Place", key))


def _parts(run: Run) -> Iterator[tuple[Word, ...]]:
    """Yield the run, then shorter parts of it: a heading capitalises everything."""
    yield run.words
    for size in range(min(4, len(run.words) - 1), 0, -1):
        for first in range(len(run.words) - size + 1):
            yield run.words[first : first + size]
