"""The data set as a whole: what it is, where to get it, whether it holds, where it is from."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Response, abort, current_app, redirect, url_for

from kg.namespaces import BASE
from server.addresses import document_name
from server.dumps import EXTENSION as DUMPS
from server.index import Entry
from server.negotiate import GRAPHS
from server.pages.base import Twin, absolute, blueprint, data_answer, finish, json_ld, page, turtle
from server.site import index, rows, site

# What a build holds, in words; files that are not listed are not offered.
FILES = {
    "graph.ttl": ("text/turtle", "the graph: what the documents say, with the evidence"),
    "inferred.ttl": ("text/turtle", "what follows from it by the fixed rules, kept apart"),
    "report.ttl": ("text/turtle", "the validation report, as SHACL defines it"),
    "report.json": ("application/json", "the validation report with quotes and offsets"),
    "links.sssom.tsv": ("text/tab-separated-values", "decisions about identity with Wikidata"),
    "wikidata-sameas.ttl": ("text/turtle", "the exact links once more, as owl:sameAs"),
    "void.ttl": ("text/turtle", "the description of the data set"),
    "manifest.json": ("application/json", "what the build was made of"),
}
DESCRIPTION = (
    "Actors, agreements, crises, motives, statements and figures read from documents on "
    "international relations. Every statement carries the quote it was read from, who says it "
    "and how sure the reading is."
)
KEYWORDS = ("international relations", "treaties", "crises", "motives", "knowledge graph", "RDF")


@dataclass(frozen=True, slots=True)
class Download:
    """A file to take away."""

    name: str
    media_type: str
    words: str
    size: int
    sha256: str


def downloads() -> list[Download]:
    """Return the files of the build with their sizes and checksums."""
    found = []
    for name, (media, words) in FILES.items():
        path = site().file(name)
        if path:
            found.append(Download(name, media, words, path.stat().st_size, _sum(path)))
    return found


def _sum(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def linked_dataset() -> dict[str, Any]:
    """Return the data set in schema.org's words."""
    dates = sorted(e.earliest for e in index().entries.values() if e.earliest)
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": absolute(url_for("pages.dataset_page")),
        "url": absolute(url_for("pages.dataset_page")),
        "name": f"{site().title} knowledge graph",
        "description": DESCRIPTION,
        "keywords": list(KEYWORDS),
        "license": site().licence,
        "creator": {"@type": "Organization", "name": "Diplograph project"},
        "publisher": {"@type": "Organization", "name": "Diplograph project"},
        "isAccessibleForFree": True,
        "version": site().engine.identity,
        "isBasedOn": [e.iri for e in _documents()],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": d.name,
                "encodingFormat": d.media_type,
                "contentUrl": absolute(url_for("pages.dataset_file", name=d.name)),
                "contentSize": str(d.size),
                "sha256": d.sha256,
            }
            for d in downloads()
        ],
    }
    if site().built:
        found["dateModified"] = site().built
    if dates:
        found["temporalCoverage"] = f"{dates[0][:4]}/{dates[-1][:4]}"
    return found


@blueprint.get("/dataset")
def dataset_page() -> Response:
    """Show what the data set is and where to get it."""
    files = downloads()
    answer = page(
        "dataset.html",
        "The data set",
        description=DESCRIPTION,
        files=files,
        totals=next(iter(rows("totals")), {}),
        classes=sorted(site().known().classes.items(), key=lambda c: (-c[1], c[0])),
        manifest=site().json("manifest.json") or {},
        linked=json_ld(linked_dataset()),
        base=BASE,
        dumps=_dumps(),
        documents=[(e.label, e.iri.rsplit("/", 1)[-1]) for e in _documents()],
        has_writes=_has_writes(),
        twins=[Twin("ttl", "text/turtle", url_for("pages.dcat"))],
    )
    return _signposts(answer, files)


def _has_writes() -> bool:
    """Tell whether the graph was changed since the build that the files show."""
    made = current_app.extensions.get(DUMPS)
    return made is not None and bool(made.engine.has_writes)


def _documents() -> list[Entry]:
    found = [e for e in index().entries.values() if e.family.key == "document"]
    return sorted(found, key=lambda e: e.iri)


def _dumps() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the dumps that the server makes: each set of statements in each format."""
    if "dumps" not in current_app.blueprints:
        return []
    return [(name, dumps_of(name)) for name in ("graph", "inferred", "all")]


def dumps_of(name: str, document: str | None = None) -> list[tuple[str, str]]:
    """Return extension and address of a dump in each format, of the build or of a document."""
    if "dumps" not in current_app.blueprints:
        return []
    return [
        (f.extension, url_for("dumps.dump", name=f"{name}.{f.extension}", document=document))
        for f in GRAPHS
    ]


def _signposts(answer: Response, files: list[Download]) -> Response:
    """Add FAIR signposting: what to cite, what describes it, and what belongs to it."""
    here = absolute(url_for("pages.dataset_page"))
    links = [
        f'<{here}>; rel="cite-as"',
        f'<{absolute(url_for("pages.dcat"))}>; rel="describedby"; type="text/turtle"',
        f'<{site().licence}>; rel="license"',
        '<https://schema.org/Dataset>; rel="type"',
        '<https://schema.org/AboutPage>; rel="type"',
    ]
    for file in files:
        url = absolute(url_for("pages.dataset_file", name=file.name))
        rel = "describedby" if file.name in {"void.ttl", "manifest.json"} else "item"
        links.append(f'<{url}>; rel="{rel}"; type="{file.media_type}"')
    for link in links:
        answer.headers.add("Link", link)
    return answer


@blueprint.get("/dataset/<name>")
def dataset_file(name: str) -> Response:
    """Return a file of the build."""
    path = site().file(name) if name in FILES else None
    if path is None:
        abort(404, f"the build has no file {name[:80]} to offer")
    return data_answer(path.read_bytes(), FILES[name][0], name)


@blueprint.get("/dataset/<version>/<name>")
def dataset_version_file(version: str, name: str) -> Response:
    """Return a file of one version of the data; this server has the present one only."""
    if version != site().engine.identity:
        abort(404, f"version {version[:40]} is not kept here; the present one is at /dataset")
    return checksums() if name == "SHA256SUMS" else dataset_file(name)


@blueprint.get("/dataset/SHA256SUMS")
def checksums() -> Response:
    """Return the checksums, in the form that ``sha256sum --check`` reads."""
    lines = "".join(f"{d.sha256}  {d.name}\n" for d in downloads())
    return data_answer(lines, "text/plain", "SHA256SUMS")


@blueprint.get("/void")
def void() -> Response:
    """Send to the VoID description of the data set."""
    return redirect(url_for("pages.dataset_file", name="void.ttl"), 303)  # type: ignore[return-value]


@blueprint.get("/.well-known/void")
def well_known_void() -> Response:
    """Send to the VoID description from where programs look for it."""
    return redirect(url_for("pages.void"), 303)  # type: ignore[return-value]


@blueprint.get("/dcat")
def dcat() -> Response:
    """Describe the catalogue, the data set and the service in DCAT-AP 3.0.1."""
    written = turtle("dcat.ttl", description=DESCRIPTION, keywords=KEYWORDS, files=downloads())
    return data_answer(written, "text/turtle", "dcat.ttl")


@blueprint.get("/validation")
def validation() -> Response:
    """Show the validation report, each finding with its sentence."""
    report = site().json("report.json")
    found: list[dict[str, Any]] = report.get("findings", []) if isinstance(report, dict) else []
    groups: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for one in found:
        shape = str(one.get("shape", "")).rsplit("#", 1)[-1]
        groups.setdefault(str(one.get("severity")), {}).setdefault(shape, []).append(one)
    twins = [
        Twin(form, FILES[f"report.{form}"][0], url_for("pages.dataset_file", name=f"report.{form}"))
        for form in ("ttl", "json")
        if site().file(f"report.{form}")
    ]
    return page(
        "validation.html",
        "Validation",
        report=report,
        groups=groups,
        twins=twins,
        document_name=document_name,
    )


@blueprint.get("/provenance")
def provenance() -> Response:
    """Show which runs made the claims, and how sure they are."""
    return page(
        "provenance.html",
        "Provenance",
        runs=rows("runs"),
        confidence=rows("confidence"),
        modalities=rows("modalities"),
        manifest=site().json("manifest.json") or {},
    )


def plain(body: str, media_type: str) -> Response:
    """Return a small text of the service itself."""
    return finish(Response(body, content_type=f"{media_type}; charset=utf-8"))
