"""Prefixes, and the one way an IRI is minted.

The w3id.org address is not registered yet; it stands here and nowhere else in the code.
"""

import re
import unicodedata
from collections.abc import Mapping
from hashlib import sha256
from types import MappingProxyType

BASE = "https://w3id.org/diplograph/"
ONTOLOGY_IRI = f"{BASE}ontology"
ONTOLOGY = f"{BASE}ontology#"
SHAPES = f"{BASE}shapes#"
CODES = f"{BASE}code/"
RESOURCES = f"{BASE}id/"
WIKIDATA = "http://www.wikidata.org/entity/"

PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "dg": ONTOLOGY,
        "code": CODES,
        "id": RESOURCES,
        "dgsh": SHAPES,
        "wd": WIKIDATA,
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "dcterms": "http://purl.org/dc/terms/",
        "prov": "http://www.w3.org/ns/prov#",
        "sh": "http://www.w3.org/ns/shacl#",
        "void": "http://rdfs.org/ns/void#",
        "foaf": "http://xmlns.com/foaf/0.1/",
    }
)

# A slug longer than this is cut and told apart by a digest, so that addresses stay readable.
LONGEST_SLUG = 64

# Letters that NFKD does not take apart.
_UNDECOMPOSED = str.maketrans(
    {"ı": "i", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ß": "ss", "þ": "th", "ð": "d"}
)


def slug(name: str) -> str:
    """Return a lower-case ASCII form of a name for use in an address.

    Equal names give equal slugs. A name with nothing to spell in ASCII, or one that is too
    long, is told apart by the start of its SHA-256.
    """
    folded = unicodedata.normalize("NFKD", name.casefold().translate(_UNDECOMPOSED))
    ascii_only = folded.encode("ascii", "ignore").decode("ascii")
    readable = re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")
    lost = any(not c.isascii() and c.isalnum() for c in folded)
    if readable and len(readable) <= LONGEST_SLUG and not lost:
        return readable
    digest = sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"{readable[:LONGEST_SLUG].strip('-')}-{digest}".lstrip("-")


def mint(kind: str, name: str) -> str:
    """Return the IRI of a resource of our own: ``mint("actor", "Turkey")`` ends in actor/turkey."""
    return f"{RESOURCES}{slug(kind)}/{slug(name)}"


def document_iri(document_id: str) -> str:
    """Return the IRI of a document from its identifier (the start of its text's SHA-256)."""
    return f"{RESOURCES}doc/{document_id}"


def passage_iri(document_id: str, begin: int, end: int) -> str:
    """Return the IRI of a passage: code points, end exclusive, as in RFC 5147 text fragments."""
    return f"{document_iri(document_id)}#char={begin},{end}"


def code(scheme: str, notation: str) -> str:
    """Return the IRI of a member of a code list: ``code("topic", "gas")``."""
    return f"{CODES}{scheme}/{notation}"


def term(name: str) -> str:
    """Return the IRI of a term of the ontology: ``term("Treaty")``."""
    return f"{ONTOLOGY}{name}"


def wikidata(qid: str) -> str:
    """Return the IRI of a Wikidata item; its scheme is http, as Wikidata's own data has it."""
    return f"{WIKIDATA}{qid}"
