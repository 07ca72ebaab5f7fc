"""Items that a name may mean, asked from services on the web; only where a user says so.

Two kinds of service are spoken to: Wikidata's own API, whose ``wbsearchentities`` and full-text
search each miss what the other finds, and services of the W3C Reconciliation API (0.2 and the
draft of 1.0). What they answer is never believed beyond being a proposal: likeness is measured
here, from the names, and not taken from the service's score.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from rapidfuzz import fuzz

from kg.errors import InputError
from kg.link.cache import Cache
from kg.link.live import LiveSource
from kg.link.names import normal

MOST = 5  # proposals for one name
ASKED = 10  # of each search
# Scores: an equal name that only one candidate has; an equal name; likeness alone.
ONLY, EQUAL, LIKE = 0.8, 0.6, 0.5
LEAST = 60.0  # likeness below this is no proposal
_QID = re.compile(r"(?:https?://www\.wikidata\.org/(?:entity|wiki)/|wd:)?(Q[1-9][0-9]{0,11})")
_NUMBERS = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class Hit:
    """An item that a service names."""

    qid: str
    label: str
    description: str
    score: float
    features: str  # what the score is made of, and which service told


@dataclass(frozen=True, slots=True)
class Web:
    """A service with a cache before it."""

    live: LiveSource
    cache: Cache | None = None

    def ask(self, address: str, body: bytes | None = None, media: str = "") -> Mapping[str, Any]:
        """Return an answer from the cache, or from the service; errors are never kept."""
        question = (address, (body or b"").decode("utf-8"), media)
        known = self.cache.get(*question) if self.cache else None
        if known is not None:
            return known
        answer = self.live.answer(address, body, media)
        if self.cache and "error" not in answer:
            self.cache.put(answer, *question)
        return answer


def ranked(name: str, found: Iterable[tuple[str, Sequence[str], str]], told: str) -> list[Hit]:
    """Return hits from (id, names, description), scored by their names, best first."""
    wanted = normal(name)
    hits: dict[str, Hit] = {}
    for qid, names, description in found:
        levelled = [normal(n) for n in names]
        likeness = max((fuzz.token_sort_ratio(wanted, n) for n in levelled), default=0.0)
        same_digits = any(_NUMBERS.findall(wanted) == _NUMBERS.findall(n) for n in levelled)
        if likeness < LEAST or not same_digits or not wanted:
            continue
        equal = wanted in levelled
        score = EQUAL if equal else round(LIKE * likeness / 100, 2)
        features = f"{'equal name' if equal else f'words {likeness:.0f}'}; {told}"
        hits.setdefault(qid, Hit(qid, names[0], description, score, features))
    equal_ones = [h for h in hits.values() if h.score == EQUAL]
    if len(equal_ones) == 1:
        only = equal_ones[0]
        hits[only.qid] = replace(only, score=ONLY, features=f"only {only.features}")
    return sorted(hits.values(), key=lambda h: (-h.score, len(h.qid), h.qid))[:MOST]


@dataclass(frozen=True, slots=True)
class WikidataSearch:
    """Wikidata's API, or one that speaks like it: two searches merged, names looked up."""

    web: Web

    def __call__(self, name: str, language: str = "en") -> list[Hit]:
        """Return what a name may mean; an id that was merged comes as the one it went into."""
        entities = self._get(
            action="wbsearchentities", search=name, language=language, type="item", limit=ASKED
        )
        pages = self._get(action="query", list="search", srsearch=name, srlimit=ASKED)
        described = {
            qid: str(e.get("description", ""))
            for e in _list(entities, "search")
            if (qid := _qid(e.get("id")))
        }
        queried = pages.get("query")
        titles = _list(queried if isinstance(queried, dict) else {}, "search")
        qids = dict.fromkeys([*described, *filter(None, (_qid(p.get("title")) for p in titles))])
        known = self.web.live(list(qids)) if qids else {}
        found = [
            (k.qid, k.names, described.get(qid, "")) for qid, k in known.items() if _qid(k.qid)
        ]
        return ranked(name, found, "wikidata search")

    def _get(self, **query: str | int) -> Mapping[str, Any]:
        given = {**query, "format": "json", "maxlag": "5"}
        answer = self.web.ask(f"{self.web.live.endpoint}?{urlencode(given)}")
        if "error" in answer:
            raise InputError(f"{self.web.live.endpoint} answered: {answer['error']}.")
        return answer


@dataclass(frozen=True, slots=True)
class Reconciler:
    """A reconciliation service whose ids are Wikidata's."""

    web: Web

    def __call__(self, name: str, language: str = "en") -> list[Hit]:
        """Return what a name may mean, in whichever version the service speaks."""
        endpoint = self.web.live.endpoint
        versions = self.web.ask(endpoint).get("versions", ["0.1"])
        if isinstance(versions, list) and "0.2" not in versions and "1.0-draft" in versions:
            condition = {"matchType": "name", "propertyValue": name}
            query = {"limit": ASKED, "lang": language, "conditions": [condition]}
            body = json.dumps({"queries": [query]}).encode()
            answer = self.web.ask(f"{endpoint.rstrip('/')}/match", body, "application/json")
            first = next(iter(_list(answer, "results")), {})
            candidates = _list(first, "candidates")
        else:
            form = {"queries": json.dumps({"q0": {"query": name, "limit": ASKED}})}
            media = "application/x-www-form-urlencoded"
            answer = self.web.ask(endpoint, urlencode(form).encode(), media)
            only = answer.get("q0")
            candidates = _list(only if isinstance(only, dict) else {}, "result")
        found = [
            (qid, [str(c["name"])], str(c.get("description") or ""))
            for c in candidates
            if (qid := _qid(c.get("id"))) and c.get("name")
        ]
        return ranked(name, found, "reconciliation service")


def _list(answer: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """Return the objects of a list; a service may answer anything."""
    held = answer.get(key)
    return [e for e in held if isinstance(e, dict)] if isinstance(held, list) else []


def _qid(given: object) -> str:
    match = _QID.fullmatch(given) if isinstance(given, str) else None
    return match[1] if match else ""
