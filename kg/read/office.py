"""PDF and DOCX: the text of pages and paragraphs."""

import logging
from io import BytesIO

from kg.errors import InputError, MissingPartError
from kg.read.text import ReadText, TextBuilder


def read_pdf(data: bytes, name: str) -> ReadText:
    """Read the text of a PDF page by page; scanned pages hold none.

    Raises:
        MissingPartError: the extra ``pdf`` is not installed.
        InputError: the file is damaged, needs a password, or holds no text.
    """
    try:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ImportError:
        raise MissingPartError(
            f"Reading {name} needs the extra 'pdf': pip install 'diplograph[pdf]'."
        ) from None
    # What it says of a damaged file is said below, in one sentence.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    builder = TextBuilder()
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError(f"{name} needs a password: save a copy without one and try again.")
        for page in reader.pages:
            builder.add(page.extract_text())
        title = reader.metadata.title if reader.metadata else None
    except InputError:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, OSError):
        raise InputError(
            f"{name} is a damaged PDF: open it in a viewer, save it anew and try again."
        ) from None
    except RecursionError:
        raise InputError(f"{name} is a PDF nested too deeply to be read.") from None
    result = builder.build(title=title)
    if not result.text.strip():
        raise InputError(
            f"{name} holds no text, only images of pages: run a text recognition (OCR) over it."
        )
    return result


def read_docx(data: bytes, name: str) -> ReadText:
    """Read the paragraphs and tables of a Word document, with its heading styles.

    Raises:
        MissingPartError: the extra ``docx`` is not installed.
        InputError: the file is damaged.
    """
    try:
        import docx
        from docx.table import Table
    except ImportError:
        raise MissingPartError(
            f"Reading {name} needs the extra 'docx': pip install 'diplograph[docx]'."
        ) from None
    try:
        document = docx.Document(BytesIO(data))
        builder = TextBuilder()
        for block in document.iter_inner_content():
            if isinstance(block, Table):
                for row in block.rows:
                    builder.add("\t".join(cell.text for cell in row.cells), gap="\n")
            else:
                builder.add(block.text, _heading_level(block.style.name if block.style else ""))
        return builder.build(title=document.core_properties.title or None)
    except Exception as fault:  # zip, XML and package faults share no base class
        raise InputError(
            f"{name} is a damaged DOCX ({type(fault).__name__}): open it in a word processor, "
            "save it anew and try again."
        ) from None


def _heading_level(style: str | None) -> int | None:
    if not style:
        return None
    if style == "Title":
        return 1
    first, _, number = style.partition(" ")
    return int(number) if first == "Heading" and number.isdigit() else None
