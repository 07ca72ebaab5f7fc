"""``diplograph build --store``: the command as people use it, into real stores elsewhere."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kg.graph.ask import ask, ask_store
from kg.store.access import Access
from kg.store.remote import RemoteStore
from kg.vocabulary import ontology_files
from tests.stores import ELSEWHERE, Elsewhere, elsewhere

ROOT = Path(__file__).resolve().parents[3]
TEXT = (
    "Ruritania and Turkey signed a treaty of friendship in Ankara on 3 May 1994. "
    "In 1996 Russia imposed sanctions on Turkey because of the arms sales.\n"
)
GRAPHS = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(STR(?g), 'diplo')) }"
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"


def run(*arguments: object, **extra: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kg", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **extra},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def counted(out: Path, there: Elsewhere) -> tuple[int, int]:
    """Return the number of statements in the files of a build and in the store."""
    files = [out / "graph.ttl", *ontology_files(), out / "inferred.ttl"]
    store = RemoteStore(Access(there.url, login=there.login))
    answers = ask(files, COUNT), ask_store(store, COUNT)
    return tuple(int(answer.rows()[1][0][0]) for answer in answers)  # type: ignore[return-value]


@pytest.mark.parametrize("name", ELSEWHERE)
def test_a_build_goes_into_a_store_and_is_asked_there(name: str, tmp_path: Path) -> None:
    document, out = tmp_path / "text.txt", tmp_path / "kg"
    document.write_text(TEXT)
    with elsewhere(name, tmp_path / "store") as there:
        done = run("build", document, "--out", out, "--store", there.url, **there.environment)
        assert done.returncode == 0, done.stderr
        assert f"into the store at {there.url}" in done.stderr
        here, away = counted(out, there)
        assert here == away > 1000
        document.write_text(TEXT.partition(". ")[0] + ".\n")
        again = run("build", document, "--out", out, "--store", there.url, **there.environment)
        assert again.returncode == 0, again.stderr
        fewer, fewer_away = counted(out, there)
        assert fewer == fewer_away < here
        asked = run("ask", out, GRAPHS, "--store", there.url, "--format", "json", "--no-inferred")
        rows = json.loads(asked.stdout)["results"]["bindings"]
        kinds = sorted({row["g"]["value"].rpartition("/")[2] for row in rows})
        assert kinds == ["asserted", "build", "inferred", "ontology", "queries", "report", "void"]


def test_a_store_that_is_not_there_is_told_before_the_work(tmp_path: Path) -> None:
    document = tmp_path / "text.txt"
    document.write_text(TEXT)
    done = run("build", document, "--out", tmp_path / "kg", "--store", "http://127.0.0.1:1/sparql")
    assert done.returncode == 2
    assert done.stderr.startswith("diplograph: The store at 127.0.0.1:1 cannot be reached")
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "kg").exists()


def test_options_of_a_store_without_one(tmp_path: Path) -> None:
    done = run("build", ROOT / "README.md", "--out", tmp_path / "kg", "--store-insecure")
    assert done.returncode == 2
    assert "--store-insecure belongs to a --store" in done.stderr
