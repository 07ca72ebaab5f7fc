"""Plain text: bytes to characters, whatever the encoding, or one clear sentence why not."""

import codecs
import re

from charset_normalizer import from_bytes

from kg.errors import InputError
from kg.read.text import ReadText

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# Control characters that no text holds; a file with them is a program, an image or the like.
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")

# With a larger share of control characters than this, bytes are taken for binary.
MOST_CONTROL = 0.02

# Guessing an encoding needs no more than this many bytes, and would be slow on more.
GUESS_BYTES = 200_000


def decode(data: bytes, name: str) -> str:
    """Return the text of the bytes: by byte order mark, as UTF-8, or in a detected encoding.

    Line ends are kept, so that offsets agree with the file.

    Raises:
        InputError: the bytes are no text, or in no encoding that can be told.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode_as(data, encoding, name)
    if _looks_binary(data):
        raise InputError(
            f"{name} is a binary file, not a text: give a .txt, .md, .html, .pdf or .docx document."
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as fault:
        guess = from_bytes(data[:GUESS_BYTES]).best()
        if guess is None:
            raise InputError(
                f"{name} is not UTF-8 (byte {fault.start}) and its encoding cannot be told: "
                "save it as UTF-8 and try again."
            ) from None
        return _decode_as(data, guess.encoding, name)


def read_plain(data: bytes, name: str) -> ReadText:
    """Read a text file."""
    return ReadText(decode(data, name))


def _decode_as(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as fault:
        raise InputError(
            f"{name} is damaged: it looks like {encoding}, but byte {fault.start} does not fit. "
            "Save it as UTF-8 and try again."
        ) from None


def _looks_binary(data: bytes) -> bool:
    start = data[:GUESS_BYTES]
    return b"\x00" in start or len(_BINARY.findall(start)) > MOST_CONTROL * max(len(start), 1)
