"""How pages ask: fixed queries from files, typed terms put in, rows out.

A page holds no store. It hands the text of a query to the engine, which runs it in a worker and
answers with bytes. The text that is asked is the text that the page shows under "the queries
behind this page": one text, so that what is shown can be run again by anybody.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Protocol

from kg.errors import ConfigurationError, InputError
from kg.namespaces import BASE, PREFIXES

QUERIES = Path(__file__).resolve().parent / "queries" / "pages"

# What may not stand in an IRI between < and > (SPARQL 1.1, IRIREF), and the surrogates.
_NOT_IN_IRI = re.compile('[\x00-\x20<>"{}|^`\\\\\ud800-\udfff]')
_ESCAPES = str.maketrans(
    {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\x08": "\\b", "\x0c": "\\f"}
)
# A parameter is written $name; a variable of the query itself is written ?name.
_PARAMETER = re.compile(r"\$([A-Za-z][A-Za-z0-9]*)")


class Engine(Protocol):
    """What the pages need of the query engine."""

    @property
    def identity(self) -> str:
        """Return a name for the published graph; another graph has another name."""

    def fetch(
        self,
        query: str,
        *,
        rows: str = "json",
        graph: str = "ttl",
        page: bool = True,
        most: int = 0,
    ) -> bytes:
        """Run one query and return its answer in a format, or raise a DiplographError.

        ``page`` is false for a query that a visitor wrote: it gets the limits of the endpoint.
        An answer of more than ``most`` bytes is refused (0: no bound).
        """


@dataclass(frozen=True, slots=True)
class Term:
    """An RDF term of an answer: an IRI, a literal, or a blank node."""

    kind: str  # "uri", "literal" or "bnode"
    value: str
    language: str = ""
    datatype: str = ""

    @property
    def is_iri(self) -> bool:
        """Tell whether the term is an IRI."""
        return self.kind == "uri"

    def sparql(self) -> str:
        """Return the term as SPARQL writes it; raise InputError where it cannot be written."""
        if self.kind == "uri":
            if not self.value or _NOT_IN_IRI.search(self.value):
                raise InputError(f"{self.value[:80]!r} is not an address: check its characters")
            return f"<{self.value}>"
        if re.search("[\x00\ud800-\udfff]", self.value):
            raise InputError("a text with a NUL or half a character cannot be asked for")
        text = f'"{self.value.translate(_ESCAPES)}"'
        if re.fullmatch(r"[A-Za-z]+(-[A-Za-z0-9]+)*", self.language):
            return f"{text}@{self.language}"
        if self.datatype:
            return f"{text}^^{Term('uri', self.datatype).sparql()}"
        return text


Terms = Term | Sequence[Term]
# The named graphs, as parameters that every query may use.
NAMED_GRAPHS = {
    name: Term("uri", f"{BASE}graph/{name}") for name in ("inferred", "ontology", "report", "void")
}


def iri(value: str) -> Term:
    """Return an IRI as a term."""
    return Term("uri", value)


def text(value: str) -> Term:
    """Return a plain string as a term."""
    return Term("literal", value)


def whole(value: int) -> Term:
    """Return a whole number as a term."""
    return Term("literal", str(value), datatype=PREFIXES["xsd"] + "integer")


class Row(dict[str, Term]):
    """One row of an answer; a variable that is not bound is not there."""

    def text(self, name: str, default: str = "") -> str:
        """Return the characters of a variable's term, or a default where it is not bound."""
        found = self.get(name)
        return default if found is None else found.value

    def number(self, name: str, default: int = 0) -> int:
        """Return a whole number, or a default where there is none."""
        try:
            return int(float(self.text(name)))
        except (ValueError, OverflowError):
            return default


@cache
def template(name: str) -> str:
    """Return the text of a page's query; raise ConfigurationError where there is none."""
    path = QUERIES / f"{name}.rq"
    if not path.is_file():
        raise ConfigurationError(f"the query {name}.rq is not among the queries of the pages")
    return path.read_text(encoding="utf-8").strip()


def bind(query: str, terms: Mapping[str, Terms]) -> str:
    """Return a query with its parameters ($name) replaced by terms, each written safely.

    A sequence of terms is written as a list, for ``VALUES ?x { $things }``.

    Raises ConfigurationError where the query has a parameter that no term is given for.
    """

    def put(match: re.Match[str]) -> str:
        if match[1] not in terms:
            raise ConfigurationError(f"the query needs a term for ${match[1]}")
        given = terms[match[1]]
        return given.sparql() if isinstance(given, Term) else " ".join(t.sparql() for t in given)

    return _PARAMETER.sub(put, query)


def with_prefixes(query: str) -> str:
    """Return a query with the PREFIX lines that it needs."""
    used = [p for p in PREFIXES if re.search(rf"(?<![\w:<]){p}:", query)]
    missing = [p for p in used if not re.search(rf"(?i)prefix\s+{p}:", query)]
    lines = [f"PREFIX {p}: <{PREFIXES[p]}>" for p in missing]
    return "\n".join([*lines, query])


def parse_rows(answer: bytes) -> list[Row]:
    """Return the rows of an answer in the SPARQL 1.1 JSON results format."""
    bindings = json.loads(answer)["results"]["bindings"]
    return [Row({name: _term(cell) for name, cell in row.items()}) for row in bindings]


def _term(cell: Mapping[str, str]) -> Term:
    kind = "literal" if cell["type"] == "typed-literal" else cell["type"]
    return Term(kind, cell["value"], cell.get("xml:lang", ""), cell.get("datatype", ""))


@dataclass(frozen=True, slots=True)
class Asked:
    """One question that a page asked."""

    name: str
    query: str


@dataclass(slots=True)
class Asking:
    """The questions of one page: runs them and remembers them, in order, each once."""

    engine: Engine
    patient: bool = False  # what is read once a generation may take as long as a visitor's query
    asked: list[Asked] = field(default_factory=list)

    def rows(self, name: str, **terms: Terms) -> list[Row]:
        """Ask a SELECT query of the pages and return its rows."""
        query = self._remember(name, terms)
        return parse_rows(self.engine.fetch(query, page=not self.patient))

    def graph(self, name: str, form: str, **terms: Terms) -> bytes:
        """Ask a CONSTRUCT query of the pages and return the graph in a format, by its name."""
        return self.engine.fetch(self._remember(name, terms), graph=form)

    def _remember(self, name: str, terms: Mapping[str, Terms]) -> str:
        query = with_prefixes(bind(template(name), {**NAMED_GRAPHS, **terms}))
        question = Asked(name, query)
        if question not in self.asked:
            self.asked.append(question)
        return query
