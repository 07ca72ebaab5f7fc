"""The graph as files: six formats, each also packed, with checksums, ranges and entity tags."""

import gzip
import shutil
import tempfile
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import cast

from flask import Blueprint, Response, abort, current_app, redirect, send_file, url_for

from kg.rdfio import ASSERTED_GRAPH, INFERRED_GRAPH, convert
from server.engine.engine import Engine
from server.negotiate import GRAPHS

blueprint = Blueprint("dumps", __name__)
EXTENSION = "diplograph-dumps"

# name of a set of statements -> the files it is made of
SETS = {
    "graph": (("graph.ttl", ASSERTED_GRAPH),),
    "inferred": (("inferred.ttl", INFERRED_GRAPH),),
    "all": (("graph.ttl", ASSERTED_GRAPH), ("inferred.ttl", INFERRED_GRAPH)),
}
_FORMATS = {f.extension: f for f in GRAPHS}
_NAMES = {"rdf": "rdfxml"}


class Dumps:
    """The dumps of the graph that is served, made when first asked for and kept on disk."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._made: Path | None = None
        self._lock = Lock()

    @property
    def _folder(self) -> Path:
        if self._made is None:
            self._made = Path(tempfile.mkdtemp(prefix="diplograph-dumps-"))
        return self._made

    def names(self) -> list[str]:
        """Return the names of all dumps."""
        plain = [f"{name}.{extension}" for name in SETS for extension in _FORMATS]
        return sorted([*plain, *(f"{name}.gz" for name in plain)])

    def file(self, name: str) -> Path:
        """Return a dump; raises KeyError where there is none of this name."""
        if name not in self.names():
            raise KeyError(name)
        with self._lock:
            folder = self._folder / self._engine.identity
            path = folder / name
            if not path.exists():
                folder.mkdir(parents=True, exist_ok=True)
                self._make(path)
        return path

    def _make(self, path: Path) -> None:
        stem, _, extension = path.name.removesuffix(".gz").partition(".")
        directory = self._engine.directory
        files = [(directory / file, graph) for file, graph in SETS[stem]]
        if extension == "ttl" and len(files) == 1:
            data = files[0][0].read_bytes()  # as it was built, literal for literal
        else:
            data = convert(files, _NAMES.get(extension, extension))
        if path.suffix == ".gz":
            data = gzip.compress(data, mtime=0)
        aside = path.with_name(f".{path.name}.part")
        aside.write_bytes(data)
        aside.rename(path)

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


@blueprint.get("/dumps/SHA256SUMS")
def checksums() -> Response:
    """Return the SHA-256 of every dump, in the form that ``sha256sum -c`` reads."""
    lines = [
        f"{sha256(_dumps().file(name).read_bytes()).hexdigest()}  {name}\n"
        for name in _dumps().names()
    ]
    return Response("".join(lines), content_type="text/plain; charset=utf-8")


@blueprint.get("/dumps/<name>")
def dump(name: str) -> Response:
    """Return a dump: ranges, conditions and names for saving are Werkzeug's business."""
    try:
        path = _dumps().file(name)
    except KeyError:
        abort(404, f"there is no dump {name[:80]}: see /dumps/SHA256SUMS for the names")
    packed = name.endswith(".gz")
    media = _FORMATS[name.removesuffix(".gz").partition(".")[2]].media
    response = send_file(
        path,
        mimetype="application/gzip" if packed else media,
        as_attachment=True,
        download_name=f"diplograph-{name}",
        conditional=True,
        etag=sha256(path.read_bytes()).hexdigest(),
    )
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
