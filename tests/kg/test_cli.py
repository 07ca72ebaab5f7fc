"""The command line as people use it: real processes, exit codes, stdout and stderr apart."""

import gzip
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from kg.cli import COMMANDS
from kg.folders import sample_folder

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = next(iter(sorted(sample_folder().glob("*.txt"))))


def run(*arguments: object, cwd: Path = ROOT, **extra: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **extra}
    return subprocess.run(
        [sys.executable, "-m", "kg", *map(str, arguments)],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def kg(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("cli") / "kg"
    done = run("build", SAMPLE, "--out", out)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert "conforms" in done.stderr
    return out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str) -> None:
    done = run(command, "--help")
    assert done.returncode == 0
    assert f"diplograph {command}" in done.stdout.partition("Example:")[2]


def test_ask_answers_in_every_format(kg: Path) -> None:
    query = "SELECT ?l WHERE { ?s a dg:State ; rdfs:label ?l } ORDER BY ?l"
    csv = run("ask", kg, query).stdout.splitlines()
    assert csv[0] == "l"
    assert "Turkey" in csv
    rows = json.loads(run("ask", kg, query, "--format", "json").stdout)["results"]["bindings"]
    assert [r["l"]["value"] for r in rows] == csv[1:]
    assert run("ask", kg, query, "--format", "table").stdout.endswith(f"({len(rows)} rows)\n")
    assert run("ask", kg, query, "--format", "xml").stdout.startswith("<?xml")
    graph = "CONSTRUCT { ?s a dg:State } WHERE { ?s a dg:State }"
    for form in ("ttl", "nt", "jsonld"):
        assert "turkey" in run("ask", kg, graph, "--format", form).stdout


def test_ask_reads_files_and_stdin(kg: Path, tmp_path: Path) -> None:
    file = tmp_path / "q.rq"
    file.write_text("ASK { ?s a dg:State }")
    assert run("ask", kg, file).stdout.strip() == "true"
    done = subprocess.run(
        [sys.executable, "-m", "kg", "ask", str(kg), "-"],
        cwd=ROOT,
        input="ASK { ?s a dg:Nothing }",
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "false"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELEC", "line 1"),
        ("SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "offline"),
        ("missing.rq", "cannot be read"),
    ],
)
def test_bad_queries_get_one_sentence_and_exit_2(kg: Path, query: str, words: str) -> None:
    done = run("ask", kg, query)
    assert done.returncode == 2
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("form", ["ttl", "nt", "nq", "trig", "rdfxml", "jsonld"])
def test_dumps_plain_and_packed(kg: Path, form: str) -> None:
    plain = run("dump", kg, "--format", form).stdout
    assert "turkey" in plain
    packed = subprocess.run(
        [sys.executable, "-m", "kg", "dump", str(kg), "--format", form, "--gzip"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout
    assert gzip.decompress(packed).decode() == plain


def test_check_tells_conformance_by_its_exit_code(kg: Path, tmp_path: Path) -> None:
    assert run("check", kg).returncode == 0
    bad = tmp_path / "bad.ttl"
    bad.write_text("@prefix dg: <https://w3id.org/diplograph/ontology#> . <urn:x:c> a dg:Claim .\n")
    done = run("check", bad)
    assert done.returncode == 1
    assert "Violation" in done.stdout
    assert json.loads(run("check", bad, "--format", "json").stdout)["conforms"] is False
    bad.write_text("not turtle")
    done = run("check", bad)
    assert done.returncode == 2
    assert "line 1" in done.stderr


def test_evaluate_prints_scores_beside_null_baselines(tmp_path: Path) -> None:
    gold = SAMPLE.with_name(SAMPLE.name.replace(".txt", ".gold.json"))
    done = run("evaluate", SAMPLE, gold)
    assert done.returncode == 0, done.stderr
    assert re.search(r"^actors +[01]\.\d{3}", done.stdout, re.MULTILINE)
    assert "null baseline" in done.stdout
    other = tmp_path / "other.txt"
    other.write_text("Another text.")
    assert "another text" in run("evaluate", other, gold).stderr


def test_bad_documents_get_one_sentence_and_leave_the_output(kg: Path, tmp_path: Path) -> None:
    before = (kg / "manifest.json").read_bytes()
    cases = {
        "none.txt": None,
        "empty.txt": b"",
        "binary.txt": b"\x00\x01\x02" * 100,
        "encoding.txt": b"\xff\xfe\x00",
        "broken.pdf": b"%PDF-1.7 nothing",
    }
    for name, data in cases.items():
        path = tmp_path / name
        if data is not None:
            path.write_bytes(data)
        done = run("build", path, "--out", kg)
        assert done.returncode == 2, name
        assert done.stderr.count("\n") == 1, done.stderr
        assert name in done.stderr
    assert run("build", tmp_path, "--out", kg).returncode == 2
    giant = tmp_path / "giant.txt"
    with giant.open("wb") as file:
        file.truncate(200_000_000)
    assert "split it" in run("build", giant, "--out", kg).stderr
    assert (kg / "manifest.json").read_bytes() == before


def test_no_permission_to_write_is_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    done = run("build", SAMPLE, "--out", file / "kg")
    assert done.returncode == 2
    assert "cannot be written" in done.stderr


def test_interruption_leaves_what_was_there(kg: Path) -> None:
    before = (kg / "manifest.json").read_bytes()
    process = subprocess.Popen(
        [sys.executable, "-m", "kg", "build", str(SAMPLE), "--out", str(kg)],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 60
    while not list(kg.parent.glob(".kg.*.part")) and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "interrupted" in told
    assert (kg / "manifest.json").read_bytes() == before
    assert not list(kg.parent.glob(".kg.*"))


def test_up_builds_once_and_serves(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "kg", "up", "--port", "8731", "--out", str(tmp_path / "kg")],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        answer = _first_answer("http://127.0.0.1:8731/sparql?query=ASK%7B%3Fs%20%3Fp%20%3Fo%7D")
        assert json.loads(answer)["boolean"] is True
    finally:
        process.send_signal(signal.SIGTERM)
        _, told = process.communicate(timeout=30)
    assert "click http://127.0.0.1:8731/" in told
    assert "SELECT" in told


def _first_answer(address: str, seconds: float = 60) -> bytes:
    deadline = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(address) as response:
                return bytes(response.read())
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
