"""Finds headings: numbered or not, over several lines, in capitals, or just "First:".

A heading is told from a sentence by its form (number, capitals, no full stop at its end) and by
where it stands (alone between blank lines, before running text). What looks like a numbered
heading and is not one is a list item.
"""

import re

from kg.model import Span
from kg.read.forms import (
    FULL_LINE,
    KNOWN_HEADINGS,
    LABEL,
    MOST_WORDS,
    NO_HEADING,
    SHORT_LINE,
    SMALL_WORDS,
    Found,
    Page,
    heading_like,
    is_capitals,
    is_item,
    list_number,
    mostly_capitals,
    number_style,
    numbered,
)


def _after_number(words: str) -> str:
    """Return what follows a heading's number."""
    match = numbered(words)
    return words[match.end() :] if match else words


# Lines of a document's title, with its subtitle.
LONGEST_TITLE = 3
# A heading right above its text, without number or blank line, has few words.
MOST_LABEL_WORDS = 5


class Headings:
    """Walks down the lines once and collects headings."""

    def __init__(self, page: Page, marked: list[Found]) -> None:
        self._page = page
        self._marked = {f.first: f for f in marked}
        self._by_format = len(marked) > 1
        self._body = False  # running text or a sure heading was met: no title any more
        self._last_number = 0
        self._level = 0
        self._styles: list[str] = []
        self._last_letter = ""
        self._capitals = False  # a heading in capitals was met
        self.titles: list[Span] = []  # of the document: they stand before everything else

    def find(self) -> list[Found]:
        """Return all headings in text order."""
        found, i, page = [], 0, self._page
        while i < len(page.lines):
            if page.empty(i):
                i += 1
                continue
            heading = self._marked.get(i) or (None if self._by_format else self._at(i))
            if heading is None:
                self._note_title(i)
                i = self._over_text(i)
                continue
            self._body = True
            self._level = heading.level
            if heading.number and heading.number.split(".")[0].isdigit():
                self._last_number = int(heading.number.split(".")[0])
            found.append(heading)
            i = heading.last + (heading.rest is None)
            if heading.rest is not None:
                i = self._over_text(i)
        return found

    def _note_title(self, i: int) -> None:
        """A short line alone before all text is the document's own title, and no section."""
        page = self._page
        words = page.words(i)
        block = [page.words(k) for k in range(i, page.ends[i] + 1)] if page.empty(i - 1) else []
        short = 0 < len(block) <= LONGEST_TITLE and not self._by_format and not self._body
        plain = all(heading_like(w, with_number=False) and mostly_capitals(w) for w in block)
        if short and plain and not NO_HEADING.match(words) and not is_item(words):
            self.titles += [Span(page.lines[k].start, page.lines[k].end)
                            for k in range(i, page.ends[i] + 1)]  # fmt: skip

    def _over_text(self, i: int) -> int:
        page = self._page
        words = page.words(i)
        if page.block_end(i) > i or len(words.split()) > MOST_WORDS or words[-1] in ".!?":
            self._body = True
        return i + 1

    def _at(self, i: int) -> Found | None:
        words = self._page.words(i)
        if not self._may_start(i):
            return None
        match = numbered(words)
        if match is not None:
            return self._numbered_at(i, words, match)
        return self._plain_at(i, words)

    def _may_start(self, i: int) -> bool:
        """Tell whether the line before is blank, noise or the end of a sentence."""
        page = self._page
        if i == 0 or page.empty(i - 1) or page.line_is_block:
            return True
        return page.words(i - 1)[-1] in '.!?:;”"'

    # ------------------------------------------------------------------ with a number

    def _numbered_at(self, i: int, words: str, match: re.Match[str]) -> Found | None:
        page, rest = self._page, words[match.end() :]
        deep = "." in match["number"]
        if not deep and not self._expected(match, i):
            return None
        last = page.block_end(i)
        whole = page.joined(i, last)
        label = LABEL.match(rest)
        bare = label is not None and len(label.group().split()) < 3
        complete = not self._goes_on_below(last) and not (bare and last == i and self._full(i))
        if complete and heading_like(_after_number(whole), with_number=True):
            if not deep and self._in_list(i, last):
                return None
            if label and label.end() == len(rest) and last == i:
                last = self._title_below(i)
            return self._made(i, last, match)
        if label and (deep or not list_number(words) or rest[label.end() :].strip() == ""):
            return self._cut(i, match, match.end() + label.end())
        if last > i and self._short_above_text(i, last) and heading_like(rest, with_number=True):
            return self._made(i, i, match)
        return None

    def _expected(self, match: re.Match[str], i: int) -> bool:
        """A single number without a stop after it must continue the count."""
        if match["word"] or match["stop"]:
            return True
        number = match["number"]
        alone = self._page.empty(i - 1) and number.isdigit()
        return alone and int(number) == self._last_number + 1

    def _in_list(self, i: int, last: int) -> bool:
        """Lines "1. Trade", "2. Energy" with nothing between or under them are a list."""
        page = self._page
        after = page.next_full(last)
        if after is None:
            return True
        here, there = list_number(page.words(i)), list_number(page.words(after))
        before = list_number(page.words(i - 1)) if not page.empty(i - 1) else None
        if before and here and int(before["number"]) + 1 == int(here["number"]):
            return True
        return bool(here and there and int(there["number"]) == int(here["number"]) + 1)

    def _goes_on_below(self, last: int) -> bool:
        """A page's edge may part a sentence: then the next line begins with a small letter."""
        below = self._page.next_full(last)
        if below is None:
            return False
        cut = self._page.words(last).split()[-1].casefold() in SMALL_WORDS
        return (cut and self._full(last)) or self._page.words(below)[0].islower()

    def _full(self, i: int) -> bool:
        """Tell whether a line fills the width of the page: then it is wrapped text."""
        line = self._page.lines[i]
        return line.end - line.start >= FULL_LINE * self._page.width

    def _title_below(self, i: int) -> int:
        """A heading that is a label alone ("Second Target:") takes the short line below it."""
        below = self._page.next_full(i)
        if below is None or self._page.block_end(below) > below:
            return i
        words = self._page.words(below)
        return below if heading_like(words, with_number=False) and not numbered(words) else i

    def _short_above_text(self, i: int, last: int) -> bool:
        lines = self._page.lines
        longest = max(lines[j].end - lines[j].start for j in range(i + 1, last + 1))
        below = self._page.words(i + 1)
        return lines[i].end - lines[i].start < SHORT_LINE * longest and below[0].isupper()

    def _made(self, i: int, last: int, match: re.Match[str] | None) -> Found:
        page = self._page
        number, title = None, page.joined(i, last)
        level = self._level_of(title)
        if match is not None:
            number, title = match["number"], _after_number(title)
            level = self._level_of_number(number)
        span = Span(page.lines[i].start, page.lines[last].end)
        return Found(i, last, span, number, title.strip().rstrip(":.").strip(), level)

    def _cut(self, i: int, match: re.Match[str], length: int) -> Found:
        """Return a heading that is the first part of a line: "2.1. First: the text goes on"."""
        page = self._page
        start = page.lines[i].start
        title = page.text[start + match.end() : start + length].rstrip(": ")
        rest = start + length if page.text[start + length : page.lines[i].end].strip() else None
        level = self._level_of_number(match["number"])
        return Found(i, i, Span(start, start + length), match["number"], title, level, rest)

    def _level_of_number(self, number: str) -> int:
        """Styles of counting (I, A, 1) nest in the order in which the document takes them up."""
        style, dots = number_style(number, self._last_letter), number.count(".")
        if style == "letter":
            self._last_letter = number
        if style not in self._styles:
            if dots:
                return dots + 1
            self._styles.append(style)
        return self._styles.index(style) + 1 + dots

    # ------------------------------------------------------------------ without a number

    def _plain_at(self, i: int, words: str) -> Found | None:
        page = self._page
        if not page.empty(i - 1) and not page.line_is_block:
            return None
        known = words.strip(" :.").casefold() in KNOWN_HEADINGS
        last = page.block_end(i)
        if known and (last == i or self._short_above_text(i, last)):
            return self._made(i, i, None)
        capitals = is_capitals(page.joined(i, last))
        if last > i and not capitals:
            return self._made(i, i, None) if self._label_above(i, last, words) else None
        whole = page.joined(i, last)
        if not heading_like(whole, with_number=False) or is_item(words) or NO_HEADING.match(whole):
            return None
        if not self._body and not self._second_of_front(i):
            return None
        after = page.next_full(last)
        if after is None or page.words(after)[0].islower() or self._sentence_goes_on(i):
            return None
        return self._made(i, last, None)

    def _label_above(self, i: int, last: int, words: str) -> bool:
        """Tell whether a line of a few capitalised words heads the text right below it."""
        few = self._body and len(words.split()) <= MOST_LABEL_WORDS and mostly_capitals(words)
        if not few or not heading_like(words, with_number=False) or NO_HEADING.match(words):
            return False
        long = len(self._page.words(i + 1)) >= 2 * len(words)
        return long and not is_item(words) and self._short_above_text(i, last)

    def _second_of_front(self, i: int) -> bool:
        """Before any text: the first line is the title; one right above text is a heading."""
        page = self._page
        earlier = any(not page.empty(j) for j in range(i))
        after = page.next_full(i)
        if not earlier or after is None:
            return False
        words = page.words(after)
        wrapped = page.block_end(after) > after or len(words.split()) > MOST_WORDS
        return wrapped or is_item(words) or words[-1] in ".!?"

    def _sentence_goes_on(self, i: int) -> bool:
        for j in range(i - 1, max(-1, i - 40), -1):
            if not self._page.empty(j):
                words = self._page.words(j)
                wide = len(words.split()) > MOST_WORDS // 2
                return wide and (words[-1] == "," or words.split()[-1].casefold() in SMALL_WORDS)
        return False

    def _level_of(self, title: str) -> int:
        known = title.strip(" :.").casefold() in KNOWN_HEADINGS
        if is_capitals(title):
            self._capitals = self._capitals or not known
            return 1
        if known:
            return 1
        if not self._last_number:
            return 2 if self._capitals else 1  # titles nest under headings in capitals
        return max(1, self._level)
