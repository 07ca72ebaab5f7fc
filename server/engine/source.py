"""A build directory as a plan of what to load into which graph."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from kg.errors import InputError
from kg.folders import ontology_folder
from kg.rdfio import INFERRED_GRAPH, ONTOLOGY_GRAPH, QUERIES_GRAPH, REPORT_GRAPH, VOID_GRAPH

INFERRED, ONTOLOGY, EXAMPLES = INFERRED_GRAPH, ONTOLOGY_GRAPH, QUERIES_GRAPH
REPORT, VOID = REPORT_GRAPH, VOID_GRAPH
DEFAULT = ""


@dataclass(frozen=True, slots=True)
class Source:
    """The files of one generation with the graphs they go into, and what tells it from others."""

    directory: Path
    files: tuple[tuple[Path, tuple[str, ...]], ...]
    identity: str
    examples: bool = False

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(path.stat().st_size * len(graphs) for path, graphs in self.files)

    @property
    def graphs(self) -> tuple[str, ...]:
        """The named graphs."""
        named = {g for _, graphs in self.files for g in graphs if g}
        return tuple(sorted(named | ({EXAMPLES} if self.examples else set())))


def stamp(directory: Path) -> str:
    """Return a cheap sign of change: a build is moved into place whole, so its files are new."""
    signs = []
    for name in ("manifest.json", "graph.ttl", "inferred.ttl"):
        try:
            facts = (directory / name).stat()
            signs.append(f"{name}:{facts.st_ino}:{facts.st_mtime_ns}:{facts.st_size}")
        except OSError:
            signs.append(f"{name}:-")
    return hashlib.sha256("|".join(signs).encode()).hexdigest()[:16]


def read_source(directory: Path, with_ontology: bool = True) -> Source:
    """Return what a build directory holds; raises InputError where it is none."""
    identity = stamp(directory)
    graph = directory / "graph.ttl"
    if not graph.is_file():
        raise InputError(
            f"{directory} is no build directory (it has no graph.ttl): "
            "make one with 'diplograph build'."
        )
    files: list[tuple[Path, tuple[str, ...]]] = [(graph, (DEFAULT,))]
    for name, graphs in (
        ("inferred.ttl", (DEFAULT, INFERRED)),
        ("report.ttl", (REPORT,)),
        ("void.ttl", (VOID,)),
    ):
        if (directory / name).is_file():
            files.append((directory / name, graphs))
    if with_ontology and ontology_folder().is_dir():
        files += [(path, (DEFAULT, ONTOLOGY)) for path in sorted(ontology_folder().rglob("*.ttl"))]
    return Source(directory, tuple(files), identity, with_ontology)


def default_state(directory: Path) -> Path:
    """Return where the writes to a build are kept: beside it, since a re-build replaces it."""
    place = directory.resolve()
    return place.parent / f"{place.name}.writes"


def manifest(directory: Path) -> dict[str, object]:
    """Return the manifest of a build, empty where there is none."""
    try:
        content = json.loads((directory / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
