"""Links as SSSOM: one row a decision, in the standard's own columns.

Source: SSSOM (A Simple Standard for Sharing Ontological Mappings), TSV serialisation.
"""

from collections.abc import Iterable

from kg.model import Entity

COLUMNS = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "mapping_justification",
    "confidence",
    "mapping_tool",
    "match_string",
    "subject_source",
    "other",
)


def sssom(rows: Iterable[tuple[str, Entity]]) -> str:
    """Return the links of entities, given with their addresses, as a SSSOM table."""
    lines = {
        "\t".join(_row(address, entity))
        for address, entity in rows
        if entity.link is not None and entity.link.qid is not None
    }
    header = [
        "#curie_map:",
        "#  wd: http://www.wikidata.org/entity/",
        "#  skos: http://www.w3.org/2004/02/skos/core#",
        "#  semapv: https://w3id.org/semapv/vocab/",
        "#  id: https://w3id.org/diplograph/id/",
        "#mapping_set_id: https://w3id.org/diplograph/links",
        "#license: https://creativecommons.org/publicdomain/zero/1.0/",
        "\t".join(COLUMNS),
    ]
    return "\n".join([*header, *sorted(lines)]) + "\n"


def _row(address: str, entity: Entity) -> list[str]:
    link = entity.link
    assert link is not None  # noqa: S101 - the caller has left out entities without a link
    return [
        address.replace("https://w3id.org/diplograph/id/", "id:"),
        entity.label,
        f"skos:{link.predicate}",
        f"wd:{link.qid}",
        "semapv:LexicalMatching",
        f"{link.confidence:.2f}",
        "diplograph",
        entity.label,
        link.source,
        f"{link.status}; {link.method}",
    ]
