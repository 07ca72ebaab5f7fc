"""Queries that the engine plans badly, written so that it plans them well; the answer is the same.

Each rule (see ``rewriting/``) is a function from tokens to a new text, or None where it does not
apply: when in doubt it does not. tests/server/test_rewrite.py holds every rule against random
graphs.
"""

from server.engine.rewriting import constants, counts, groups, pages, query, texts
from server.engine.rewriting.counts import Summary

LONGEST = 20_000


def rewrite(text: str, summary: Summary | None, names: texts.Names | None = None) -> str:
    """Return a query with the same answer that the engine plans better, or the text as it is."""
    if len(text) > LONGEST or "\\u" in text:
        return text
    small = text.lower()
    filtering = "filter" in small
    counting = "count" in small or "distinct" in small
    takes_dates = counting and groups.HINT.search(small) is not None
    counting = counting and counts.HINT.search(small) is not None
    asks_constants = filtering and constants.HINT.search(small) is not None
    asks_texts = filtering and names is not None and texts.HINT.search(small) is not None
    values_late = "values" in small and constants.LATE.search(small) is not None
    pages_list = summary is not None and "limit" in small and pages.HINT.search(small) is not None
    wanted = (counting, takes_dates, asks_constants, asks_texts, values_late, pages_list)
    if not any(wanted):
        return text
    read = query.read(text)
    if read is None:
        return text
    better = counts.from_counts(read, summary) if counting and summary else None
    if better is None and takes_dates:
        better = groups.count_dates_first(read)
    if better is None and pages_list and summary:
        better = pages.first_of_class(read, summary.firsts)
    if better is None and asks_texts and names is not None:
        better = texts.hold_texts(read, names)
    if better is None and asks_constants:
        better = constants.bind_constants(read)
    if better is None and values_late:
        better = constants.values_first(read)
    return better or text
