"""The patterns by which figures are printed, made from the tables of units and qualifiers."""

import re

from kg.find.cues import table
from kg.find.numbers import FRACTIONS, NUMBER, ORDINALS

_FUNCTION = (
    "the a an of in on at to for and or but by from with as into than that which who whose is "
    "are was were be been has have had will would may might can could should must not it its "
    "they their he she this these those there when while after before since until per over "
    "under more less each every between against during within without through if so only "
    "about around nearly almost some roughly approximately another further both all did do "
    "does "
)
FUNCTION_WORDS = frozenset(_FUNCTION.split())
_PLURALS = "people men women children aircraft personnel troops fishermen policemen servicemen"
IRREGULAR = frozenset(_PLURALS.split())
UNCOUNTED = {row["form"]: float(row["most"]) for row in table("uncounted")}
UNITS = {row["form"].casefold(): (row["unit"], row["kind"]) for row in table("units")}


def _either(words: list[str]) -> str:
    longest_first = sorted(words, key=lambda w: (-len(w), w))
    return "|".join(r"\s+".join(re.escape(part) for part in w.split()) for w in longest_first)


_UNIT_WORDS = _either([row["form"] for row in table("units") if row["form"] != "%"])
_MONEY = _either(
    [f for f in (r["form"] for r in table("units")) if not f[0].isalpha() or f.isupper()]
)
_ASK = _either([row["form"] for row in table("qualifiers")])
_ORDINAL = _either(list(ORDINALS))
_RANKED = {
    kind: _either([row["form"] for row in table("ranks") if row["kind"] == kind])
    for kind in ("superlative", "noun", "place")
}
_PER = (
    r"(?:\s(?:a|per|each|every)\s(?P<per>year|month|week|day|hour)\b|/(?P<slash>year|day)"
    r"|\s(?P<adverb>annually|yearly|daily)\b)?"
)

FIGURE = re.compile(
    rf"(?:\b(?P<ask>{_ASK})\s(?:(?:the|a|an)\s)?)?(?P<money>(?<!\w)(?:{_MONEY})\s?)?"
    rf"(?<![\w.,])(?<![^\W\d_]-)(?P<n>{NUMBER})(?:(?:-|\s{{0,3}})(?P<unit>%|(?:{_UNIT_WORDS})(?!\w))"
    rf"|(?![\w%])(?!(?-i:[-–][A-Z]))){_PER}",
    re.IGNORECASE,
)
# Who is the largest of these is the first of them; "one of the largest partners" is no rank.
_FIRST = "partner|supplier|customer|buyer|donor|investor|creditor|exporter|importer|market"
RANK = re.compile(
    rf"\b(?:(?P<o>{_ORDINAL})|(?P<d>\d{{1,3}})(?:st|nd|rd|th))[-\s](?:(?:most\s\w+"
    rf"|{_RANKED['superlative']})\b|(?:\w+\s){{0,2}}?(?:{_RANKED['noun']}|{_RANKED['place']})\b)"
    rf"|\brank(?:s|ed|ing)?\s(?:only\s|just\s)?(?P<o2>{_ORDINAL})\b"
    rf"|\b(?<!of\sthe\s)(?P<top>largest|biggest)\s(?:\w+\s){{0,2}}?(?:{_FIRST})\b"
    rf"|\bnumber\s(?P<w>one|two|three|four|five)\s(?:\w+\s){{0,2}}?(?:{_RANKED['noun']})\b",
    re.IGNORECASE,
)
_GOES = "goes|go|went|comes|come|came|is|are|was|were|has|have|had|lives?|lived|stayed|left"
FRACTION = re.compile(
    rf"(?:\b(?P<ask>{_ASK})\s)?\b(?P<f>{_either(list(FRACTIONS))})(?=\s(?:of|the|its|their|all|{_GOES})\b)",
    re.IGNORECASE,
)
