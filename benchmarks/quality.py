"""Quality of extraction by layer: F1 on our own documents, pooled, beside the best null answer.

usage: python benchmarks/quality.py

A null answer understands nothing: bare keywords, every sentence, every capitalised word. The
documents of ``development`` were read by who wrote the rules; those of ``check`` were not.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.test_floor import SETS, measured, null_measured

NULLS = ("keywords", "every sentence", "capitals")
LAYERS = (
    "sections",
    "citations",
    "actors",
    "actors.mentions",
    "places",
    "agreements",
    "crises",
    "motives_explicit",
    "motives_implicit",
    "interactions",
    "statements",
    "observations",
    "relations",
)


def main() -> None:
    names = sorted(SETS)
    ours = {name: measured(SETS[name]) for name in names}
    nulls = {name: [null_measured(SETS[name], null) for null in NULLS] for name in names}
    heads = "".join(f"{f'{name} ({len(SETS[name])})':>18}{'null':>7}" for name in names)
    print(f"{'layer':18}{heads}")
    for layer in LAYERS:
        cells = "".join(
            f"{ours[name][layer]:18.2f}{max(null.get(layer, 0.0) for null in nulls[name]):7.2f}"
            for name in names
        )
        print(f"{layer:18}{cells}")


if __name__ == "__main__":
    main()
