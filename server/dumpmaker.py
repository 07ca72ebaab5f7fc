"""Makes dumps in a process of its own, so that a large graph keeps nobody waiting.

Reads one JSON object a line from stdin: ``{"make": file, "of": [[Turtle file, graph], …],
"format": name}`` or ``{"cut": Turtle file, "into": folder}``; a line of
output says that it is done.
"""

import gzip
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from kg.errors import DiplographError
from kg.excerpts import cut_by_document
from kg.rdfio import convert

NICENESS = 10


def make(path: Path, files: list[tuple[Path, str]], form: str) -> None:
    """Write a dump, whole or not at all; Turtle of one file is that file, byte for byte."""
    if form == "ttl" and len(files) == 1 and files[0][0].suffix == ".ttl":
        data = files[0][0].read_bytes()
    else:
        data = convert(files, form)
    if path.suffix == ".gz":
        data = gzip.compress(data, mtime=0)
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.part")
    aside.write_bytes(data)
    aside.rename(path)


def cut(graph: Path, folder: Path) -> None:
    """Write the statements of each document as N-Triples into a new folder."""
    aside = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    for name, triples in cut_by_document(graph).items():
        if name and Path(name).name == name:
            text = "".join(f"{triple} .\n" for triple in triples)
            (aside / f"{name}.nt").write_text(text, encoding="utf-8")
    aside.rename(folder)


def run(job: dict[str, Any]) -> str:
    """Do one job; return what went wrong."""
    try:
        if "cut" in job:
            cut(Path(job["cut"]), Path(job["into"]))
        else:
            files = [(Path(path), graph) for path, graph in job["of"]]
            make(Path(job["make"]), files, job["format"])
    except DiplographError as fault:
        return str(fault)
    except OSError as fault:
        return f"The dump cannot be written: {fault.strerror or fault}."
    return ""


if __name__ == "__main__":
    os.nice(NICENESS)
    for line in sys.stdin:
        sys.stdout.write(json.dumps({"fault": run(json.loads(line))}) + "\n")
        sys.stdout.flush()
