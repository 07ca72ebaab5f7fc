"""From an IRI of the graph to the page that shows it."""

import re
from functools import lru_cache
from urllib.parse import quote, urlsplit

from flask import request, url_for

from kg.namespaces import BASE, CODES, ONTOLOGY, RESOURCES, SHAPES

_PASSAGE = re.compile(re.escape(RESOURCES) + r"doc/([^#/]+)#char=(\d+),(\d+)")
_DOCUMENT = re.compile(re.escape(RESOURCES) + r"doc/([^#/]+)")


def page_of(address: str) -> str | None:
    """Return the URL of the page for an IRI, or None where an IRI leads nowhere safe.

    An address of another site is returned as it is, but only where it is http or https: data
    may hold ``javascript:`` and ``data:`` addresses, and they never become links.
    """
    return _page_of(request.script_root, address)


@lru_cache(maxsize=50_000)
def _page_of(_root: str, address: str) -> str | None:
    """Return the URL; it depends on the path that the site lives under, and on nothing else."""
    if place := passage_of(address):
        return evidence_page(*place)
    if found := _DOCUMENT.fullmatch(address):
        return url_for("pages.document", name=found[1])
    if address.startswith(RESOURCES):
        return url_for("pages.thing", slug=address.removeprefix(RESOURCES))
    if address.startswith(ONTOLOGY):
        return url_for("pages.term", name=address.removeprefix(ONTOLOGY))
    if address.startswith(CODES):
        return url_for("pages.code", slug=address.removeprefix(CODES))
    if address.startswith((BASE + "ontology", SHAPES.rstrip("#"))):
        return url_for("pages.ontology")
    return address if is_web_address(address) else None


def passage_of(address: str) -> tuple[str, int, int] | None:
    """Return document, begin and end of a passage's IRI, or None where it is none."""
    found = _PASSAGE.fullmatch(address)
    return (found[1], int(found[2]), int(found[3])) if found else None


def is_web_address(address: str) -> bool:
    """Tell whether an address is a plain http or https one, fit to be a link."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    plain = not re.search(r"[\x00-\x20\x7f<>\"\\]", address)
    return plain and parts.scheme in {"http", "https"} and bool(parts.hostname)


def is_outside(address: str) -> bool:
    """Tell whether an address belongs to another site."""
    return not address.startswith(BASE)


def evidence_page(document: str, begin: int, end: int) -> str:
    """Return the URL of the page of one passage."""
    return f"{_passages(request.script_root, document)}{begin}-{end}"


@lru_cache(maxsize=5_000)
def _passages(_root: str, document: str) -> str:
    return url_for("pages.evidence", name=document, begin=0, end=0).removesuffix("0-0")


def document_name(address: str) -> str:
    """Return the name of a document (the end of its IRI)."""
    return address.removeprefix(RESOURCES).removeprefix("doc/").split("#", 1)[0]


def in_document(document: str, begin: int, end: int) -> str:
    """Return the URL of a passage inside the reading view."""
    return url_for("pages.document", name=document) + f"#char={begin},{end}"


def query_page(query: str, view: str = "") -> str:
    """Return the URL that shows a query in the editor together with its result."""
    return url_for("pages.sparql_page", query=query, view=view or None)


def escaped(slug: str) -> str:
    """Return a slug as it stands in a path."""
    return quote(slug, safe="/:@!$&'()*+,;=~-._")
