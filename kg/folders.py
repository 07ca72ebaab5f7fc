"""Where the data folders lie: beside the packages in a checkout, inside ``kg`` in a wheel."""

from pathlib import Path

HERE = Path(__file__).resolve().parent


def _data_folder(name: str) -> Path:
    inside = HERE / name
    return inside if inside.is_dir() else HERE.parent / name


def ontology_folder() -> Path:
    """Return the folder of the ontology modules, its code lists and the lexicon."""
    return _data_folder("ontology")


def shapes_folder() -> Path:
    """Return the folder of the SHACL shapes."""
    return _data_folder("shapes")


def sample_folder() -> Path:
    """Return the folder of the bundled sample document."""
    return HERE / "sample"
