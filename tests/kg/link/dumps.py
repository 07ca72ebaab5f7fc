"""Dumps in Wikidata's format for the index's tests: invented entities."""

import gzip
import json
import random
import sqlite3
from pathlib import Path
from typing import Any

from kg.link.indexbuild import Plan

STATE, CITY, CAPITAL, PERSON = "Q6256", "Q515", "Q5119", "Q5"


def statement(target: str, rank: str = "normal") -> dict[str, Any]:
    value = {"type": "wikibase-entityid", "value": {"entity-type": "item", "id": target}}
    return {"mainsnak": {"snaktype": "value", "datavalue": value}, "rank": rank}


def entity(qid: str, label: str, classes: str = "", above: str = "", links: int = 0, **names: str):
    def told(lang: str, value: str) -> dict[str, str]:
        return {"language": lang, "value": value}

    return {
        "type": "item",
        "id": qid,
        "labels": {"en": told("en", label), **{k: told(k, v) for k, v in names.items()}},
        "descriptions": {"en": told("en", f"about {label}")},
        "aliases": {"en": [told("en", f"{label} also")]},
        "claims": {
            "P31": [statement(c) for c in classes.split()],
            "P279": [statement(a) for a in above.split()],
        },
        "sitelinks": {f"w{i}": {"site": f"w{i}", "title": label} for i in range(links)},
    }


ENTITIES = [
    # The capital comes before the class that says that a capital is a city.
    entity("Q1001", "Ruritania", STATE, links=9, ru="Руритания"),
    entity("Q1002", "Strelsau", CAPITAL, links=5),
    entity("Q1003", "Rudolf Rassendyll", PERSON, links=3),
    entity("Q1004", "Ruritania Street", "Q79007", links=1),
    {"type": "property", "id": "P31", "labels": {}},
    entity(CAPITAL, "capital", above=CITY),
    entity(CITY, "city", above="Q486972"),
    entity("Q1005", "Zenda", CITY, links=2),
    entity("Q1006", "Circle A", "Q2001"),
    entity("Q2001", "circle", above="Q2002"),
    entity("Q2002", "circle too", above="Q2001"),
]
PLAN = Plan((STATE, CITY), ("en", "ru"), label="test")


def text_of(entities: list[Any]) -> bytes:
    return b"[\n" + b",\n".join(json.dumps(e).encode() for e in entities) + b"\n]\n"


def dump_of(folder: Path, data: bytes, name: str = "dump.json.gz") -> Path:
    path = folder / name
    path.write_bytes(gzip.compress(data, mtime=0) if name.endswith("gz") else data)
    return path


def content(path: Path) -> list[Any]:
    base = sqlite3.connect(path)
    rows = [
        *base.execute("SELECT * FROM entity ORDER BY qid"),
        *sorted(base.execute("SELECT form, lang, kind, text, qid FROM name")),
    ]
    base.close()
    return rows


def many(count: int) -> list[Any]:
    random_ = random.Random(7)
    return [
        *ENTITIES,
        *(
            entity(f"Q{10_000 + i}", f"Place {i}", random_.choice([CITY, CAPITAL, PERSON]))
            for i in range(count)
        ),
    ]
