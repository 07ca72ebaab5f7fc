"""From one document to its findings: the order of the stages, and nothing else."""

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from kg.find import grammar, lexicon
from kg.find.dates import find_dates
from kg.find.figures import find_figures
from kg.find.mentions import find_mentions
from kg.findings import Findings
from kg.folders import ontology_folder
from kg.graph.annotate import annotate
from kg.link.affiliation import states_of
from kg.link.candidates import Candidates
from kg.link.choose import choose_entities
from kg.link.events import identify_events
from kg.link.identity import link_findings
from kg.model import Context, Cue, Document
from kg.read.document import read_document
from kg.read.layout import find_layout
from kg.relate.claims import relate
from kg.relate.indicators import IndicatorNames, name_indicators
from kg.relate.rules import cues_of
from kg.vocabulary import load_vocabulary

# Documents handed out for each worker: enough that none waits, few enough to keep memory flat.
AHEAD = 2


@dataclass(frozen=True, slots=True)
class Tools:
    """What the stages need, loaded once: the ontology, the names of things, the grammar."""

    cues: tuple[Cue, ...]
    lexicon: lexicon.Lexicon
    grammar: grammar.Grammar
    indicators: IndicatorNames
    candidates: Candidates


@cache
def load_tools(pipeline: str | None = None) -> Tools:
    """Load the ontology, the lexicon and a grammar pipeline (the shipped one where None).

    Raises:
        ConfigurationError: something shipped is missing or malformed.
        InputError: the named pipeline cannot be used.
    """
    names = lexicon.load(ontology_folder() / "lexicon")
    vocabulary = load_vocabulary()
    indicators = IndicatorNames.of(vocabulary)
    candidates = Candidates(names.items, names.names)
    return Tools(cues_of(vocabulary), names, grammar.load(pipeline), indicators, candidates)


def extract(document: Document, tools: Tools) -> Findings:
    """Return everything found in a document."""
    layout = find_layout(document)
    sentences = tuple(tools.grammar.parse(layout.passages))
    mentions = find_mentions(document, layout, sentences, tools.lexicon)
    entities = choose_entities(document, mentions, tools.lexicon)
    context = Context(
        document=document,
        layout=layout,
        sentences=sentences,
        mentions=mentions,
        entities=entities,
        dates=find_dates(document, layout),
        figures=find_figures(document, layout),
        cues=tools.cues,
        states=states_of(entities, tools.lexicon),
    )
    found = name_indicators(relate(context), tools.indicators)
    linked = link_findings(identify_events(found, tools.lexicon), tools.lexicon)
    return tools.candidates.propose(linked)


def extract_all(
    documents: Iterable[Document], pipeline: str | None = None, workers: int = 0
) -> Iterator[Findings]:
    """Yield the findings of documents in their order; ``workers`` 0 takes one a core.

    The result does not depend on the number of workers. Only so many documents are in hand as
    keep the workers busy, so that memory does not grow with their number.
    """
    waiting = iter(documents)
    first = list(islice(waiting, 2))
    workers = workers or os.cpu_count() or 1
    if workers == 1 or len(first) < 2:
        for document in chain(first, waiting):
            yield extract(document, load_tools(pipeline))
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        running: deque[Future[Findings]] = deque()
        for document in chain(first, waiting):
            running.append(pool.submit(_extract_apart, document, pipeline))
            if len(running) > AHEAD * workers:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()


def _extract_apart(document: Document, pipeline: str | None) -> Findings:
    return extract(document, load_tools(pipeline))


def annotation_of(path: Path, pipeline: str | None = None) -> tuple[str, dict[str, Any]]:
    """Return a document's text and its annotation in the stand-off schema.

    Raises:
        InputError: the document cannot be read.
    """
    document = read_document(path)
    return document.text, annotate(extract(document, load_tools(pipeline)))
