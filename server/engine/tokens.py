"""SPARQL text as tokens, in one linear pass: enough to count, to find words and to cut.

The rules follow the terminals of SPARQL 1.1 (section 19.8). Text that fits none is passed over one
character at a time; whether a query is well formed is the engine's business. So that no text takes
more than linear time, a string without an end runs to the end of what it may hold, and a prefix has
up to 256 characters.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

TOKEN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<comment>\#[^\n\r]*)
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
  | (?P<string>\"\"\"(?:[^"\\]|\\.|"{1,2}(?!"))*+(?:\"\"\")?
              | '''(?:[^'\\]|\\.|'{1,2}(?!'))*+(?:''')?
              | "(?:[^"\\\n\r]|\\.)*+"? | '(?:[^'\\\n\r]|\\.)*+'?)
  | (?P<variable>[?$]\w+)
  | (?P<name>(?:[^\W\d_][\w.-]{0,255})?:(?:[\w:.%-]|\\.)*(?<!\.) | _:[\w.-]*(?<!\.))
  | (?P<word>[^\W\d]\w*)
  | (?P<tag>@[a-zA-Z]+(?:-[a-zA-Z0-9]+)*)
  | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<mark>\^\^|&&|\|\||!=|<=|>=|.)
    """,
    re.VERBOSE | re.DOTALL,
)
ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
SKIPPED = {"space", "comment"}


class Token(NamedTuple):
    """One token: its kind (a group of the pattern), its text, and where it begins and ends."""

    kind: str
    text: str
    begin: int
    end: int

    def is_word(self, *words: str) -> bool:
        """Say whether this is one of these keywords (given in upper case)."""
        return self.kind == "word" and self.text.upper() in words


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a query without white space and comments. Linear in the text."""
    for match in TOKEN.finditer(text):
        kind = match.lastgroup or "mark"
        if kind not in SKIPPED:
            yield Token(kind, match[0], match.start(), match.end())


def unescape(text: str) -> str:
    """Return the text with code point escapes resolved, as SPARQL does before parsing."""

    def resolve(match: re.Match[str]) -> str:
        number = int(match.group(1) or match.group(2), 16)
        return chr(number) if number < 0x110000 else match.group()

    return ESCAPE.sub(resolve, text)
