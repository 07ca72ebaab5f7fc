"""A file on disk to a Document: which reader, and what can go wrong before it."""

import re
import unicodedata
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from kg.errors import InputError
from kg.model import Document
from kg.read.markup import read_html, read_markdown
from kg.read.office import read_docx, read_pdf
from kg.read.plain import read_plain
from kg.read.text import ReadText
from kg.read.titles import title_in

Reader = Callable[[bytes, str], ReadText]

# A new file format is one function and one row.
READERS: dict[str, tuple[str, Reader]] = {
    ".txt": ("text/plain", read_plain),
    ".text": ("text/plain", read_plain),
    ".md": ("text/markdown", read_markdown),
    ".markdown": ("text/markdown", read_markdown),
    ".html": ("text/html", read_html),
    ".htm": ("text/html", read_html),
    ".xhtml": ("text/html", read_html),
    ".pdf": ("application/pdf", read_pdf),
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", read_docx),
}

# Larger files are collections, not documents; a book of 1,000 pages has about 3 MB of text.
MOST_BYTES = 64 * 1024 * 1024
MOST_CHARACTERS = 20_000_000


def read_document(path: Path, language: str = "en") -> Document:
    """Read a document from a file; the suffix names the format, plain text where unknown.

    Raises:
        InputError: no such file, a directory, no permission, empty, binary, damaged, too large.
        MissingPartError: the format needs an extra that is not installed.
    """
    data = _bytes_of(path)
    media_type, reader = READERS.get(path.suffix.lower(), ("text/plain", read_plain))
    if media_type == "text/plain" and data.startswith(b"%PDF-"):
        media_type, reader = READERS[".pdf"]
    return from_text(
        reader(data, path.name),
        name=path.name,
        media_type=media_type,
        source_sha256=sha256(data).hexdigest(),
        language=language,
    )


def from_text(
    read: ReadText, *, name: str, media_type: str, source_sha256: str, language: str = "en"
) -> Document:
    """Return the document of a text that is already characters.

    Raises:
        InputError: the text is empty or too long.
    """
    text = read.text
    if not text.strip():
        raise InputError(f"{name} holds no text: give a document with at least one sentence.")
    if len(text) > MOST_CHARACTERS:
        raise InputError(
            f"{name} has {len(text):,} characters; at most {MOST_CHARACTERS:,} are read at once: "
            "split it into documents."
        )
    digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Document(
        id=digest[:16],
        name=name,
        title=read.title or title_in(text) or title_from(name),
        language=read.language or language,
        media_type=media_type,
        text=text,
        sha256=digest,
        source_sha256=source_sha256,
        headings=read.headings,
    )


def title_from(name: str) -> str:
    """Return a readable title from a file name: ``peru-ecuador.txt`` gives ``Peru ecuador``."""
    words = re.sub(r"[-_.\s]+", " ", Path(name).stem).strip() or name
    words = "".join(c for c in words if unicodedata.category(c)[0] != "C")
    return words[:1].upper() + words[1:]


def _bytes_of(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise InputError(f"{path} is a directory: name the documents in it, one by one.")
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise InputError(
                f"{path} has {size / 1e6:,.0f} MB; documents of at most {MOST_BYTES / 1e6:,.0f} MB "
                "are read: split it."
            )
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"There is no file {path}: check the name and the folder.") from None
    except PermissionError:
        raise InputError(f"{path} cannot be opened: you have no permission to read it.") from None
    except (OSError, ValueError) as fault:
        raise InputError(f"{path} cannot be read: {fault}.") from None
    if not data:
        raise InputError(f"{path} is empty: give a document with at least one sentence.")
    return data
