"""The reconciliation service over real HTTP, against the specification.

What the schemas of both versions ask is written here in short. With a checkout of the
specification (reconciliation-api/specs) named by DIPLOGRAPH_RECONCILIATION_SPECS, its own schemas
and example queries are used too.
"""

import json
import os
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import jsonschema
import pytest
from referencing import Registry, Resource

SPECS = os.environ.get("DIPLOGRAPH_RECONCILIATION_SPECS", "")
TEXT, NUMBER, TRUTH = {"type": "string"}, {"type": "number"}, {"type": "boolean"}


def record(needed: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": needed.split(), "properties": properties}


def listed(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


NAMED = record("id name", id=TEXT, name=TEXT, description=TEXT)
FEATURE = record("id name value", id=TEXT, value={"type": ["number", "boolean"]})
CANDIDATE = record(
    "id name score", id=TEXT, name=TEXT, description=TEXT, score=NUMBER, match=TRUTH,
    features=listed(FEATURE), type=listed(record("id", id=TEXT, name=TEXT)),
)  # fmt: skip
ADDRESS_OF_ID = {"type": "string", "pattern": r"\{\{id\}\}"}
PLACE = record("", service_url=TEXT, service_path=TEXT)
SCHEMAS = {
    "0.2/manifest": record(
        "versions name identifierSpace schemaSpace",
        versions={"type": "array", "contains": {"const": "0.2"}},
        view=record("url", url=ADDRESS_OF_ID),
        preview=record("url width height", url=ADDRESS_OF_ID, width=NUMBER, height=NUMBER),
        suggest=record("entity property type", entity=PLACE, property=PLACE, type=PLACE),
        defaultTypes=listed(NAMED),
    ),
    "0.2/reconciliation-result-batch": {
        "type": "object",
        "additionalProperties": record("result", result=listed(CANDIDATE)),
    },
    "1.0-draft/manifest": record(
        "versions name view",
        versions={"type": "array", "contains": {"const": "1.0-draft"}},
        view=record("url", url={"type": "string", "pattern": r"\{.*id.*\}"}),
        preview=record("width height", width=NUMBER, height=NUMBER),
        suggest=record("entity property type", entity=TRUTH, property=TRUTH, type=TRUTH),
        standardizedScore=TRUTH,
    ),
    "1.0-draft/reconciliation-result-batch": record(
        "results", results=listed(record("candidates", candidates=listed(CANDIDATE)))
    ),
    **{
        f"{version}/suggest-{kind}-response": record("result", result=listed(NAMED))
        for version in ("0.2", "1.0-draft")
        for kind in ("entities", "properties", "types")
    },
}


def conforms(name: str, data: Any) -> None:
    jsonschema.validate(data, SCHEMAS[name])
    if SPECS:
        version, _, kind = name.partition("/")
        folder = Path(SPECS) / version / "schemas"
        loaded = [json.loads(p.read_text(encoding="utf-8")) for p in sorted(folder.glob("*.json"))]
        draft7 = "http://json-schema.org/draft-07/schema#"
        for schema in loaded:
            schema["$schema"] = draft7
        registry = Registry().with_resources(
            [(s["$id"], Resource.from_contents(s)) for s in loaded if "$id" in s]
        )
        wanted = {**json.loads((folder / f"{kind}.json").read_text()), "$schema": draft7}
        jsonschema.Draft7Validator(wanted, registry=registry).validate(data)


def ask(address: str, data: bytes | None = None, kind: str = "", method: str = "") -> Any:
    request = urllib.request.Request(address, data, {"Content-Type": kind} if kind else {})
    request.method = method or ("GET" if data is None else "POST")
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        return json.loads(answer.read() or "null")


def status(address: str, data: bytes | None = None, kind: str = "") -> tuple[int, str]:
    try:
        ask(address, data, kind)
    except urllib.error.HTTPError as fault:
        return fault.code, fault.read().decode()
    return 200, ""


def old(address: str, **queries: Any) -> Any:
    """Send a batch of version 0.2."""
    data = urlencode({"queries": json.dumps(queries)}).encode()
    found = ask(f"{address}/reconcile", data, "application/x-www-form-urlencoded")
    conforms("0.2/reconciliation-result-batch", found)
    return found


def new(address: str, *queries: Any) -> Any:
    """Send a batch of version 1.0."""
    data = json.dumps({"queries": queries}).encode()
    found = ask(f"{address}/reconcile/1.0-draft/match", data, "application/json")
    conforms("1.0-draft/reconciliation-result-batch", found)
    return [r["candidates"] for r in found["results"]]


def named(name: str, **more: Any) -> dict[str, Any]:
    return {"conditions": [{"matchType": "name", "propertyValue": name}], **more}


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_checks_can_fail(name: str) -> None:
    with pytest.raises(jsonschema.ValidationError):
        conforms(name, {"result": 1, "results": [{}]})


def test_both_manifests_conform(address: str) -> None:
    conforms("0.2/manifest", manifest := ask(f"{address}/reconcile"))
    conforms("1.0-draft/manifest", ask(f"{address}/reconcile/1.0-draft"))
    assert manifest["view"]["url"].startswith(address)
    shown = manifest["view"]["url"].replace("{{id}}", quote("actor/turkey", safe=""))
    assert urllib.request.urlopen(shown, timeout=30).status == 200


def test_an_equal_name_of_the_type_is_the_match(address: str) -> None:
    found = old(address, q0={"query": "TURKEY", "type": "State"}, q1={"query": "Nowhere at all"})
    best = found["q0"]["result"][0]
    assert (best["id"], best["match"], best["score"]) == ("actor/turkey", True, 100)
    assert [t["id"] for t in best["type"]] == ["State"]
    assert not any(c["match"] for c in found["q1"]["result"])


def test_both_versions_find_the_same(address: str) -> None:
    for name in ("Turkey", "Vladimir Putin", "Untied States", "the Akkuyu plant", "x"):
        before = old(address, q={"query": name})["q"]["result"]
        assert new(address, named(name))[0] == before


def test_likeness_is_no_match(address: str) -> None:
    for near in ("Putina", "Vladimir Puting", "Turkeys", "Putin Vladimir", "NATO 2"):
        (candidates,) = new(address, named(near))
        assert not any(c["match"] for c in candidates), near


def test_another_type_costs_half_and_is_no_match(address: str) -> None:
    best = old(address, q={"query": "Turkey", "type": ["Person"]})["q"]["result"][0]
    assert (best["score"], best["match"]) == (50, False)
    above = old(address, q={"query": "Turkey", "type": "Actor"})["q"]["result"][0]
    assert above["match"]


def test_properties_tell_apart_and_a_required_one_excludes(address: str) -> None:
    right = {"pid": "wikidata", "v": "Q43"}
    wrong = {"pid": "wikidata", "v": "Q159"}
    found = old(
        address,
        right={"query": "Turkey", "properties": [right]},
        wrong={"query": "Turkey", "properties": [wrong]},
        by_id={"query": "Turkey", "properties": [{"pid": "memberOf", "v": {"id": "actor/nato"}}]},
        by_name={"query": "Turkey", "properties": [{"pid": "memberOf", "v": ["NATO", "EU"]}]},
    )
    matches = {key: answer["result"][0]["match"] for key, answer in found.items()}
    assert matches == {"right": True, "wrong": False, "by_id": True, "by_name": True}
    condition = {"matchType": "property", "propertyId": "wikidata", "propertyValue": "Q159"}
    query = named("Turkey")
    query["conditions"].append({**condition, "required": True})
    assert new(address, query) == [[]]
    query["conditions"][-1]["matchQuantifier"] = "none"
    assert new(address, query)[0][0]["id"] == "actor/turkey"


def test_an_id_is_found_and_a_limit_is_kept(address: str) -> None:
    query = {"conditions": [{"matchType": "id", "propertyValue": "actor/nato"}]}
    assert [c["id"] for c in new(address, query)[0]] == ["actor/nato"]
    assert len(new(address, named("of the", limit=1))[0]) <= 1
    assert new(address, {"conditions": [{"matchType": "id", "propertyValue": "no"}]}) == [[]]


@pytest.mark.parametrize(
    ("kind", "plural", "prefix", "first"),
    [
        ("entity", "entities", "turk", "actor/turkey"),
        ("type", "types", "contract", "Contract"),
        ("property", "properties", "member of", "memberOf"),
    ],
)
def test_suggestions(address: str, kind: str, plural: str, prefix: str, first: str) -> None:
    for version, path in (("0.2", "/reconcile"), ("1.0-draft", "/reconcile/1.0-draft")):
        found = ask(f"{address}{path}/suggest/{kind}?{urlencode({'prefix': prefix})}")
        conforms(f"{version}/suggest-{plural}-response", found)
        assert first in [r["id"] for r in found["result"]]
    assert status(f"{address}/reconcile/suggest/nothing")[0] == 404


def test_a_preview_may_be_framed_by_any_site(address: str) -> None:
    with urllib.request.urlopen(f"{address}/reconcile/preview?id=actor/turkey") as answer:
        assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
        assert b"Turkey" in answer.read()
    assert status(f"{address}/reconcile/preview?id=actor/none")[0] == 404


def test_a_browser_may_ask_from_another_site(address: str) -> None:
    request = urllib.request.Request(f"{address}/reconcile/1.0-draft/match", method="OPTIONS")
    request.add_header("Origin", "https://openrefine.example")
    request.add_header("Access-Control-Request-Method", "POST")
    with urllib.request.urlopen(request) as answer:
        assert "POST" in answer.headers["Access-Control-Allow-Methods"]
        assert "Content-Type" in answer.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize(
    "query",
    [
        "x", {}, {"query": 5}, {"query": "x" * 2000}, {"query": "a", "type": 3},
        {"query": "a", "limit": 0}, {"query": "a", "limit": "ten"}, {"query": "a", "limit": True},
        {"query": "a", "properties": {}}, {"query": "a", "properties": [{"pid": "x"}]},
        {"query": "a", "properties": [{"pid": "x", "v": [["y"]]}]},
    ],
)  # fmt: skip
def test_a_malformed_query_is_named(address: str, query: Any) -> None:
    data = urlencode({"queries": json.dumps({"first": query})}).encode()
    code, words = status(f"{address}/reconcile", data, "application/x-www-form-urlencoded")
    assert code == 400
    assert "first" in words


@pytest.mark.parametrize("body", ["", "[]", "{", '{"queries": {}}', "[" * 100_000])
def test_a_malformed_body_is_refused(address: str, body: str) -> None:
    path = f"{address}/reconcile/1.0-draft/match"
    assert status(path, body.encode(), "application/json")[0] == 400


def test_strange_names_and_properties_do_no_harm(address: str) -> None:
    for odd in ("", " ", "\0", "🛩", "')} DROP ALL #", "a" * 900, "𝔗𝔲𝔯𝔨𝔢𝔶"):
        new(address, named(odd))
    for odd in ("", "a> ?b . ?c <d", "../x", "wikidata "):
        condition = {"matchType": "property", "propertyId": odd, "propertyValue": "x"}
        query = named("Turkey")
        query["conditions"].append(condition)
        assert not new(address, query)[0][0]["match"]
    many = json.dumps({"queries": [named("a")] * 300}).encode()
    assert status(f"{address}/reconcile/1.0-draft/match", many, "application/json")[0] == 413


@pytest.mark.skipif(not SPECS, reason="DIPLOGRAPH_RECONCILIATION_SPECS names no checkout")
def test_the_examples_of_the_specification_are_answered(address: str) -> None:
    for path in sorted(Path(SPECS).glob("0.2/examples/reconciliation-query-batch/valid/*.json")):
        old(address, **json.loads(path.read_text(encoding="utf-8")))
    for path in sorted(Path(SPECS).glob("1.0-draft/examples/reconciliation-query-batch/valid/*")):
        new(address, *json.loads(path.read_text(encoding="utf-8"))["queries"])
    for path in sorted(Path(SPECS).glob("1.0-draft/examples/reconciliation-query-batch/invalid/*")):
        if path.stem != "multiple-types":
            code, _ = status(
                f"{address}/reconcile/1.0-draft/match", path.read_bytes(), "application/json"
            )
            assert code == 400, path.name
