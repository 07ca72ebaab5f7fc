"""What follows from the asserted statements: a fixed set of SPARQL rules, run to a fixed point.

The rules read the axioms they stand for from the ontology: a new inverse or chain needs no rule.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.errors import ConfigurationError
from kg.namespaces import PREFIXES
from kg.rdfio import INFERRED_GRAPH, load_into

RULES = Path(__file__).resolve().parent / "rules"

_INFERRED = ox.NamedNode(INFERRED_GRAPH)

_ADDRESS = re.compile(r"<[^<>\s]+>")
_PREFIXED = re.compile(r"(?<![<\w])(\w+):(\w+)")

# A rule is a CONSTRUCT of one triple, so that it is known which triple is new. Where its pattern
# begins with a group, that group finds the axioms; the rest is the rule for each of them.
_RULE = re.compile(r"^CONSTRUCT\s*\{([^{}]+)\}\s*WHERE\s*\{(.*)\}\s*$", re.DOTALL | re.MULTILINE)

# A chain of parts grows by its own length each round; more rounds than this mean a faulty rule.
MOST_ROUNDS = 50


def rule_files() -> list[Path]:
    """Return the rules in the order in which they run."""
    return sorted(RULES.glob("*.rq"))


def infer(asserted: Path, ontology_files: Iterable[Path]) -> list[ox.Triple]:
    """Return what the rules add to a Turtle file, sorted; nothing that is asserted is repeated.

    Raises:
        InputError: a file is missing or malformed.
        ConfigurationError: a rule is malformed, or the rules do not come to an end.
    """
    store = ox.Store()
    for file in (asserted, *ontology_files):
        load_into(store, file)
    apply_rules(store)
    inferred = store.quads_for_pattern(None, None, None, _INFERRED)
    return sorted((quad.triple for quad in inferred), key=str)


def apply_rules(store: ox.Store) -> int:
    """Add what follows to a store's default graph, and also to a graph of its own.

    The default graph holds the data and the ontology. Returns how many statements are new.

    Raises:
        ConfigurationError: a rule is malformed, or the rules do not come to an end.
    """
    rules = [rule for file in rule_files() for rule in ground_rules(file, store)]
    before = len(store)
    due = [True] * len(rules)
    for _ in range(MOST_ROUNDS):
        for index, rule in enumerate(rules):
            if due[index]:
                due[index] = False
                if store.query(rule.adds):
                    store.update(rule.update)
                    due = [d or rule.writes in r.reads for d, r in zip(due, rules, strict=True)]
        if not any(due):
            return (len(store) - before) // 2
    raise ConfigurationError(f"The rules did not come to an end in {MOST_ROUNDS} rounds.")


@dataclass(frozen=True, slots=True)
class GroundRule:
    """A rule for one axiom: the update, the terms it reads, and the property or class it writes.

    ``adds`` asks whether the update would add anything: counting a store takes longer.
    """

    adds: str
    update: str
    reads: frozenset[str]
    writes: str


def ground_rules(file: Path, store: ox.Store) -> list[GroundRule]:
    """Return a rule file's rules, one for each axiom that its first group finds in the store.

    With its property and class known, a rule runs again only after something it reads was added.

    Raises:
        ConfigurationError: the rule is no CONSTRUCT of one triple.
    """
    match = _RULE.search(_PREFIXED.sub(_full, file.read_text(encoding="utf-8")))
    if match is None or len(match[1].split()) != 3:
        raise ConfigurationError(f"The rule {file.name} must be a CONSTRUCT of one triple.")
    triple, body = match[1].strip(), match[2].strip()
    if not body.startswith("{"):
        return [_ground(triple, body)]
    end = _closing(body)
    axioms = store.query(f"SELECT DISTINCT * WHERE {body[: end + 1]}", prefixes=dict(PREFIXES))
    assert isinstance(axioms, ox.QuerySolutions)  # noqa: S101 (it is a SELECT)
    names = [variable.value for variable in axioms.variables]
    found = {
        (_bound(triple, names, axiom), _bound(body[end + 1 :], names, axiom)) for axiom in axioms
    }
    return [_ground(*texts) for texts in sorted(found)]


def _ground(triple: str, body: str) -> GroundRule:
    where = f"WHERE {{ {{ {body} }} FILTER NOT EXISTS {{ {triple} }} }}"
    twice = f"{triple} . GRAPH <{INFERRED_GRAPH}> {{ {triple} }}"
    _, predicate, value = triple.split()
    return GroundRule(
        f"ASK {where}",
        f"INSERT {{ {twice} }} {where}",
        frozenset(_ADDRESS.findall(body)),
        value if predicate == "a" else predicate,
    )


def _bound(text: str, names: list[str], axiom: ox.QuerySolution) -> str:
    """Put an axiom's terms in place of the variables; blank nodes only hold an axiom together."""
    for name in names:
        term = axiom[name]
        if isinstance(term, ox.NamedNode | ox.Literal):
            text = re.sub(rf"\?{name}\b", lambda _, t=str(term): t, text)  # type: ignore[misc]
    return text


def _full(match: re.Match[str]) -> str:
    namespace = PREFIXES.get(match[1])
    return match[0] if namespace is None else f"<{namespace}{match[2]}>"


def _closing(text: str) -> int:
    depth = 0
    for position, character in enumerate(text):
        depth += {"{": 1, "}": -1}.get(character, 0)
        if depth == 0:
            return position
    raise ConfigurationError("A rule has a group without an end.")
