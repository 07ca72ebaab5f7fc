"""The W3C's own tests of SHACL (w3c/data-shapes) through the compiled validator.

They are not part of the repository: name a checkout in DATA_SHAPES. What the compiler does not
understand must stop it with the construct's name; nothing may be silently wrong.
"""

import os
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib import RDF, SH, Graph, Namespace, URIRef
from rdflib.term import Node

from kg.errors import ConfigurationError
from kg.graph.result import Result, to_term
from kg.graph.setcheck import compile_shapes, setcheck
from kg.graph.shacl.paths import path_text
from tests.kg.graph.terms import term_row

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
Row = tuple[str, str, str, str, str]

SUITE = Path(os.environ.get("DATA_SHAPES", "")) / "data-shapes-test-suite" / "tests"

# Constructs that our shapes do not use; the compiler must name them.
NOT_COMPILED = {
    "core/complex/shacl-shacl": "Closed",
    "core/node/qualified-001": "qualified",
    "core/property/datatype-ill-formed": "byte",
    "core/property/qualifiedMinCountDisjoint-001": "qualified",
    "core/property/qualifiedValueShape-001": "qualified",
    "core/property/qualifiedValueShapesDisjoint-001": "qualified",
    "sparql/component/nodeValidator-001": "constraint component",
    "sparql/component/optional-001": "constraint component",
    "sparql/component/propertyValidator-select-001": "constraint component",
    "sparql/component/validator-001": "constraint component",
    **{f"sparql/pre-binding/pre-binding-00{n}": "nothing binds it" for n in (1, 2, 3, 4, 5, 7)},
    "sparql/pre-binding/shapesGraph-001": "shapesGraph",
}


def cases() -> list[Path]:
    if "DATA_SHAPES" not in os.environ:
        return []
    files = [f for room in ("core", "sparql") for f in sorted((SUITE / room).rglob("*.ttl"))]
    return [f for f in files if "a sht:Validate" in _text(f) or "rdf:type sht:Validate" in _text(f)]


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def name_of(file: Path) -> str:
    return file.relative_to(SUITE).with_suffix("").as_posix()


def test_the_suite_is_at_hand() -> None:
    if "DATA_SHAPES" not in os.environ:
        pytest.skip("DATA_SHAPES names no checkout of w3c/data-shapes")
    assert len(cases()) >= 115


@pytest.mark.parametrize("file", cases(), ids=name_of)
def test_the_compiled_validator_gives_the_expected_results(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    manifest = load(file)
    (entry,) = manifest.subjects(RDF.type, SHT.Validate)
    action, wanted = manifest.value(entry, MF.action), manifest.value(entry, MF.result)
    assert action is not None
    assert wanted is not None
    data = load_named(manifest.value(action, SHT.dataGraph), file, manifest)
    shapes = load_named(manifest.value(action, SHT.shapesGraph), file, manifest)
    named = NOT_COMPILED.get(name_of(file))
    if named or wanted == SHT.Failure:
        with pytest.raises(ConfigurationError, match=named):
            results(data, shapes)
        return
    assert results(data, shapes) == expected(manifest, wanted)


def load(file: Path) -> Graph:
    graph = Graph(bind_namespaces="none")
    graph.parse(file, publicID=file.as_uri())
    return graph


def load_named(name: Node | None, file: Path, manifest: Graph) -> Graph:
    if name is None or str(name) == file.as_uri():
        return manifest
    return load(Path(str(name).removeprefix("file://")))


def results(data: Graph, shapes: Graph) -> Counter[Row]:
    checks = compile_shapes(shapes)
    store = ox.Store()
    for subject, predicate, value in data:
        node = to_term(subject)
        assert isinstance(node, ox.NamedNode | ox.BlankNode)
        store.add(ox.Quad(node, ox.NamedNode(str(predicate)), to_term(value)))
    return Counter(row(result) for result in setcheck(store, checks))


def row(result: Result) -> Row:
    value = "" if result.value is None else term_row(result.value)
    return term_row(result.focus), result.path or "", value, result.component, result.severity


def expected(manifest: Graph, report: Node) -> Counter[Row]:
    found: Counter[Row] = Counter()
    for node in manifest.objects(report, SH.result):
        path, value = manifest.value(node, SH.resultPath), manifest.value(node, SH.value)
        found[
            term_row(manifest.value(node, SH.focusNode)),
            "" if path is None else path_text(manifest, path),
            "" if value is None else term_row(value),
            local(manifest.value(node, SH.sourceConstraintComponent)),
            local(manifest.value(node, SH.resultSeverity)),
        ] += 1
    return found


def local(node: Node | None) -> str:
    assert isinstance(node, URIRef)
    return str(node).rsplit("#", 1)[-1].rsplit("/", 1)[-1]
