"""The colours of pictures that stand alone; pages have the same ones in their sheet."""

from dataclasses import dataclass

LIGHT = {
    "actor": "#1d5183",
    "agreement": "#22663f",
    "crisis": "#a12d24",
    "motive": "#6d3f94",
    "interaction": "#7d5200",
    "policy": "#7a4a1c",
    "figure": "#0d6464",
    "statement": "#4b4f94",
    "place": "#5f5636",
    "event": "#8a3a63",
    "other": "#4c5560",
}
DARK = {
    "actor": "#8fbfea",
    "agreement": "#7fcf9f",
    "crisis": "#f09a8f",
    "motive": "#c8a5ea",
    "interaction": "#e0b66a",
    "policy": "#d9a97c",
    "figure": "#6fcaca",
    "statement": "#adb2f0",
    "place": "#cbbf94",
    "event": "#e8a3c4",
    "other": "#b4bcc6",
}
# Families that share a colour with another.
SHARED = {"indicator": "figure", "plan": "event"}


@dataclass(frozen=True, slots=True)
class Scheme:
    """A set of colours: families, paper, ink, lines, and the steps of a map from land up."""

    families: dict[str, str]
    paper: str
    ink: str
    soft: str
    line: str
    edge: str
    steps: tuple[str, ...]

    def of(self, family: str) -> str:
        """Return the colour of a family, by its key."""
        return self.families.get(SHARED.get(family, family), self.families["other"])


SCHEMES = {
    "light": Scheme(
        LIGHT,
        "#fbfaf6",
        "#1c232d",
        "#556070",
        "#dcd7cb",
        "#8a8578",
        ("#e3dfd3", "#c3d5e6", "#93b6d6", "#6295c2", "#3a72a8", "#1d5183"),
    ),
    "dark": Scheme(
        DARK,
        "#14181e",
        "#e4e6ea",
        "#a6b0bd",
        "#343d49",
        "#7d8896",
        ("#2a323d", "#2f4a63", "#3b678d", "#4f86b5", "#6ea7d6", "#a5d1f5"),
    ),
}
