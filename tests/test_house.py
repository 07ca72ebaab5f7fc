"""The rules of the house: who may import whom, how long code may be, what lies where."""

import ast
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FILE = 300
LONGEST_FUNCTION = 40

GROUND = {
    "kg.store",
    "kg.rdfio",
    "kg.model",
    "kg.findings",
    "kg.errors",
    "kg.namespaces",
    "kg.folders",
}
STAGES = ("read", "find", "link", "relate", "graph")

# room -> what it may import of our own, besides modules of the same room
ALLOWED = {
    "kg.model": set(),
    "kg.findings": {"kg.model"},
    "kg.errors": set(),
    "kg.namespaces": set(),
    "kg.folders": set(),
    "kg.rdfio": {"kg.errors", "kg.namespaces"},
    "kg.store": {"kg.rdfio", "kg.errors", "kg.namespaces"},
    "kg.excerpts": {"kg.rdfio", "kg.errors", "kg.namespaces"},
    "kg.version": set(),
    "kg.output": {"kg.errors"},
    "kg.vocabulary": GROUND,
    "kg.evaluate": {"kg.errors"},
    **{f"kg.{stage}": GROUND | {"kg.vocabulary"} for stage in STAGES},
    "kg.graph": GROUND | {"kg.vocabulary", "kg.store"},
    "server": {"kg.errors", "kg.namespaces", "kg.folders", "kg.rdfio", "kg.store", "kg.excerpts"},
}

# third-party library -> the rooms (or files) it may be imported in
ONE_ROOM = {
    "spacy": {"kg/find/grammar.py", "training/"},
    "ahocorasick": {"kg/find/lexicon.py"},
    "owlready2": {"kg/graph/reason.py"},
    "pyshacl": {"kg/graph/validate.py"},
    "pyoxigraph": {"kg/rdfio.py", "kg/excerpts.py", "kg/store/", "kg/graph/", "server/engine/"},
    "httpx": {"kg/store/", "server/engine/"},
    "rdflib": {"kg/vocabulary.py", "kg/namespaces.py", "kg/graph/", "server/description.py"},
    "flask": {"server/"},
    "uvicorn": {"server/connections.py"},
    "syntok": {"kg/read/"},
}


def python_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.split()
    names = listed or [str(p.relative_to(ROOT)) for p in ROOT.rglob("*.py")]
    return [ROOT / name for name in names if (ROOT / name).exists()]


FILES = python_files()
CODE = [f for f in FILES if f.relative_to(ROOT).parts[0] in {"kg", "server"}]


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def room_of(module: str) -> str | None:
    return next(
        (
            room
            for room in sorted(ALLOWED, key=len, reverse=True)
            if module == room or module.startswith(room + ".")
        ),
        None,
    )


@pytest.mark.parametrize("path", CODE, ids=name_of)
def test_imports_point_one_way(path: Path) -> None:
    room = room_of(name_of(path))
    if room is None:  # cli, pipeline and what only they use
        return
    for target in imports_of(path):
        if target.split(".")[0] not in {"kg", "server"} or target == "kg":
            continue
        allowed = room_of(target) == room or any(
            target == a or target.startswith(a + ".") for a in ALLOWED[room]
        )
        assert allowed, f"{name_of(path)} must not import {target}"


def test_only_the_roof_knows_the_stages() -> None:
    roof = {"kg.pipeline", "kg.extract", "kg.cli", "kg.__main__"}
    for path in CODE:
        name = name_of(path)
        if name.startswith("kg.commands.") or name in roof or room_of(name) is not None:
            continue
        stages = {t for t in imports_of(path) if t.startswith(tuple(f"kg.{s}" for s in STAGES))}
        assert not stages, f"{name} imports stages {stages}"


@pytest.mark.parametrize("path", CODE, ids=name_of)
def test_third_party_libraries_keep_to_their_room(path: Path) -> None:
    relative = str(path.relative_to(ROOT))
    for target in imports_of(path):
        rooms = ONE_ROOM.get(target.split(".")[0])
        if rooms is not None:
            assert any(relative.startswith(r) for r in rooms), f"{relative} imports {target}"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_no_file_is_too_long(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("path", CODE, ids=name_of)
def test_no_function_is_too_long(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= LONGEST_FUNCTION, f"{node.name} has {length} lines"


def test_data_folders_hold_no_python() -> None:
    """With a .py file in them, hatchling's editable install would stop."""
    for folder in ("ontology", "shapes"):
        assert not list((ROOT / folder).rglob("*.py"))


def test_no_lock_file_records_addresses() -> None:
    assert not (ROOT / "uv.lock").exists()
    assert not (ROOT / "pylock.toml").exists()
    assert "://" not in (ROOT / "constraints.txt").read_text(encoding="utf-8")
