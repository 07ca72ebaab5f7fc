"""Markdown and HTML: the running text, with the headings that the markup names."""

from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from kg.errors import InputError, MissingPartError
from kg.read.plain import decode
from kg.read.text import ReadText, TextBuilder


def read_markdown(data: bytes, name: str) -> ReadText:
    """Read CommonMark: markup is left out, headings are kept as headings."""
    builder = TextBuilder()
    level: int | None = None
    for token in MarkdownIt("commonmark").parse(decode(data, name)):
        if token.type == "heading_open":
            level = int(token.tag[1:])
        elif token.type == "heading_close":
            level = None
        elif token.type == "inline":
            builder.add(_inline_text(token), level)
        elif token.type in ("fence", "code_block"):
            builder.add(token.content)
    return builder.build()


def _inline_text(token: Token) -> str:
    parts = []
    for child in token.children or []:
        if child.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif child.type in ("text", "code_inline") or child.type == "image":
            parts.append(child.content)
    return "".join(parts)


def read_html(data: bytes, name: str) -> ReadText:
    """Read the article of a web page, without menus, scripts and the like.

    Raises:
        MissingPartError: the extra ``html`` is not installed.
        InputError: the page holds no running text.
    """
    try:
        import trafilatura
    except ImportError:
        raise MissingPartError(
            f"Reading {name} needs the extra 'html': pip install 'diplograph[html]'."
        ) from None
    page: Any = trafilatura.bare_extraction(
        decode(data, name), include_comments=False, include_tables=True, with_metadata=True
    )
    if page is None or page.body is None or not (page.text or "").strip():
        raise InputError(f"{name} holds no running text: check that it is a page with an article.")
    builder = TextBuilder()
    _add_blocks(page.body, builder)
    return builder.build(title=page.title, language=page.language)


def _add_blocks(element: Any, builder: TextBuilder) -> None:
    for child in element:
        if child.tag in ("list", "table", "body", "div"):
            _add_blocks(child, builder)
        elif child.tag == "head":
            level = (child.get("rend") or "h2").lstrip("h")
            builder.add(_element_text(child), int(level) if level.isdigit() else 2)
        else:
            builder.add(_element_text(child))


def _element_text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())
