"""The graph as files: six formats, each also packed, with checksums, ranges and entity tags.

Dumps show the build, with every literal as it was written there, whole and document by document.
What was written since by the endpoint is in the graph store, and each response says so.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any, cast

from flask import Blueprint, Response, abort, current_app, redirect, send_file, url_for

from kg.errors import OutputError
from kg.rdfio import ASSERTED_GRAPH, INFERRED_GRAPH
from server.children import environment
from server.engine.engine import Engine
from server.engine.source import stamp
from server.negotiate import GRAPHS

blueprint = Blueprint("dumps", __name__)
EXTENSION = "diplograph-dumps"

# name of a set of statements -> the files it is made of
SETS = {
    "graph": (("graph.ttl", ASSERTED_GRAPH),),
    "inferred": (("inferred.ttl", INFERRED_GRAPH),),
    "all": (("graph.ttl", ASSERTED_GRAPH), ("inferred.ttl", INFERRED_GRAPH)),
}
# Of one document there is what was read in it; what follows often needs several.
DOCUMENT_SET = "graph"
_FORMATS = {f.extension: f for f in GRAPHS}
_NAMES = {"rdf": "rdfxml"}
# How long making dumps may take.
SECONDS = 600.0


class Dumps:
    """The dumps of the build that is served, made when first asked for and kept on disk."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._made: Path | None = None
        self._lock = Lock()

    def names(self, document: str = "") -> list[str]:
        """Return the names of all dumps, of the build or of one document."""
        sets = [DOCUMENT_SET] if document else list(SETS)
        plain = [f"{name}.{extension}" for name in sets for extension in _FORMATS]
        return sorted([*plain, *(f"{name}.gz" for name in plain)])

    def files(self, names: Iterable[str], document: str = "") -> list[Path]:
        """Return dumps; raises KeyError where there is none of a name, or no such document."""
        known = set(self.names(document))
        wanted = list(names)
        if not known.issuperset(wanted):
            raise KeyError
        with self._lock:
            folder = self._folder / stamp(self.engine.directory)
            cut = folder / "documents"
            if document:
                self._cut(cut, document)
            place = cut / document if document else folder
            paths = [place / name for name in wanted]
            source = cut / f"{document}.nt" if document else None
            self._run([self._job(path, source) for path in paths if not path.exists()])
        return paths

    @property
    def _folder(self) -> Path:
        if self._made is None:
            self._made = Path(tempfile.mkdtemp(prefix="diplograph-dumps-"))
        return self._made

    def _cut(self, folder: Path, document: str) -> None:
        """Cut the graph by document once; raises KeyError for a document that is not in it."""
        if not folder.exists():
            folder.parent.mkdir(parents=True, exist_ok=True)
            graph = self.engine.directory / "graph.ttl"
            self._run([{"cut": str(graph), "into": str(folder)}])
        if Path(document).name != document or not (folder / f"{document}.nt").is_file():
            raise KeyError

    def _job(self, path: Path, source: Path | None) -> dict[str, Any]:
        stem, _, extension = path.name.removesuffix(".gz").partition(".")
        directory = self.engine.directory
        files = [(str(directory / file), graph) for file, graph in SETS[stem]]
        if source:
            files = [(str(source), ASSERTED_GRAPH)]
        return {"make": str(path), "of": files, "format": _NAMES.get(extension, extension)}

    def _run(self, jobs: list[dict[str, Any]]) -> None:
        """Do jobs in a process of their own; raises OutputError."""
        if not jobs:
            return
        try:
            done = subprocess.run(
                [sys.executable, "-m", "server.dumpmaker"],
                input="".join(f"{json.dumps(job)}\n" for job in jobs),
                env=environment(),
                stdout=subprocess.PIPE,
                text=True,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise OutputError("Making this dump takes too long; use 'diplograph dump'.") from None
        said = [json.loads(line)["fault"] for line in done.stdout.splitlines()]
        fault = next(filter(None, said), "")
        if fault or len(said) < len(jobs):
            raise OutputError(fault or "The dump could not be made.")

    def close(self) -> None:
        """Remove the files."""
        if self._made is not None:
            shutil.rmtree(self._made, ignore_errors=True)


def _dumps() -> Dumps:
    dumps: Dumps = current_app.extensions[EXTENSION]
    return dumps


@blueprint.get("/dumps/")
def listing() -> Response:
    """Lead to the page that lists the dumps, beside what they hold and how to cite them."""
    return cast(Response, redirect(url_for("pages.dataset_page"), 303))


@blueprint.get("/dumps/doc/<document>/")
def document_listing(document: str) -> Response:
    """Lead to the page of a document, which lists its dumps."""
    return cast(Response, redirect(url_for("pages.document", name=document), 303))


@blueprint.get("/dumps/SHA256SUMS")
@blueprint.get("/dumps/doc/<document>/SHA256SUMS")
def checksums(document: str = "") -> Response:
    """Return the SHA-256 of every dump, in the form that ``sha256sum -c`` reads."""
    names = _dumps().names(document)
    paths = _files(names, document)
    lines = [
        f"{sha256(path.read_bytes()).hexdigest()}  {name}\n"
        for name, path in zip(names, paths, strict=True)
    ]
    return _open(Response("".join(lines), content_type="text/plain; charset=utf-8"))


@blueprint.get("/dumps/<name>")
@blueprint.get("/dumps/doc/<document>/<name>")
def dump(name: str, document: str = "") -> Response:
    """Return a dump: ranges, conditions and names for saving are Werkzeug's business."""
    path = _files([name], document)[0]
    packed = name.endswith(".gz")
    media = _FORMATS[name.removesuffix(".gz").partition(".")[2]].media
    response = send_file(
        path,
        mimetype="application/gzip" if packed else media,
        as_attachment=True,
        download_name=f"diplograph-{f'{document}-' if document else ''}{name}",
        conditional=True,
        etag=sha256(path.read_bytes()).hexdigest(),
    )
    return _open(response)


def _files(names: list[str], document: str) -> list[Path]:
    try:
        return _dumps().files(names, document)
    except KeyError:
        where = f"/dumps/doc/{document[:80]}/SHA256SUMS" if document else "/dumps/SHA256SUMS"
        abort(404, f"there is no dump {names[0][:80]} here: see {where} for the names")


def _open(response: Response) -> Response:
    """Let every page read it; say where the present state is where it is another one."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["X-Content-Type-Options"] = "nosniff"
    engine = current_app.extensions[EXTENSION].engine
    if engine.has_writes:
        store = f"{engine.settings.public_url.rstrip('/')}/store?default"
        response.headers.add("Link", f'<{store}>; rel="latest-version"')
    return response
