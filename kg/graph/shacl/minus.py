"""NOT EXISTS as MINUS where both mean the same: on a whole graph that is minutes against seconds.

The store answers NOT EXISTS with several patterns anew for every row, and MINUS once. SHACL
forbids MINUS in a constraint's text, so only the compiled query has it.
"""

import re

_TEXTS = re.compile(r'"""[\s\S]*?"""|"(?:[^"\\\n]|\\.)*"|<[^<>"{}|^`\\\s]*>|#[^\n]*')
_ABSENT = re.compile(r"FILTER\s+NOT\s+EXISTS\s*\{", re.IGNORECASE)
_SIMPLE_GROUP = re.compile(r"\b(OPTIONAL|UNION|SELECT|GRAPH|BIND|SERVICE)\b", re.IGNORECASE)
_FILTER = re.compile(r"FILTER\s*(?:[A-Z]+\s*)?(?=\()", re.IGNORECASE)
_VARIABLE = re.compile(r"[?$](\w+)")


def masked(query: str) -> str:
    """Return a query with its strings, addresses and comments blanked, of the same length."""
    return _TEXTS.sub(lambda m: "x" * len(m[0]) if m[0][0] in '"<' else " " * len(m[0]), query)


def with_minus(query: str) -> str:
    """Return a query with MINUS for each NOT EXISTS of its outermost group that allows it.

    It does where the inner pattern itself binds all that it shares with the outer one, and the
    outer one certainly binds that too; then correlation makes no difference.
    """
    shadow = masked(query)
    start = shadow.find("{")
    end = shadow.rfind("}")
    if start < 0:
        return query
    moved: list[tuple[int, int, int]] = []
    for match in _ABSENT.finditer(shadow, start + 1, end):
        if _depth(shadow, start, match.start()) != 1:
            continue
        close = _closing(shadow, match.end() - 1)
        if _means_the_same(shadow, (start, end), (match.start(), match.end(), close)):
            moved.append((match.start(), match.end(), close))
    if not moved:
        return query
    body, last, tail = "", start, ""
    for first, inside, close in moved:
        body += query[last:first]
        tail += f" MINUS {{{query[inside:close]}}}"
        last = close + 1
    return query[:start] + body + query[last:end] + tail + query[end:]


def _depth(shadow: str, start: int, position: int) -> int:
    return shadow.count("{", start, position) - shadow.count("}", start, position)


def _closing(shadow: str, opening: int) -> int:
    depth = 0
    for position in range(opening, len(shadow)):
        depth += {"{": 1, "}": -1}.get(shadow[position], 0)
        if depth == 0:
            return position
    return len(shadow)


def _means_the_same(shadow: str, group: tuple[int, int], block: tuple[int, int, int]) -> bool:
    first, inside, close = block
    inner = shadow[inside:close]
    outside = shadow[:first] + shadow[close + 1 :]
    patterns = _patterns(inner)
    if _SIMPLE_GROUP.search(inner) or len(re.findall(r"[;.]", patterns.rstrip(" .\n"))) == 0:
        return False  # a single pattern is a look-up either way
    bound_inside = set(_VARIABLE.findall(patterns))
    outer_group = shadow[group[0] + 1 : first] + shadow[close + 1 : group[1]]
    bound_outside = set(_VARIABLE.findall(_patterns(outer_group)))
    shared = set(_VARIABLE.findall(inner)) & set(_VARIABLE.findall(outside))
    return bool(shared) and shared <= bound_inside and shared <= bound_outside


def _patterns(group: str) -> str:
    """Return what is left of a group without nested groups, filters and bindings."""
    flat, depth = "", 0
    for character in group:
        depth += {"{": 1, "}": -1}.get(character, 0)
        if depth == 0 and character != "}":
            flat += character
    for word in (_FILTER, re.compile(r"BIND\s*(?=\()", re.IGNORECASE)):
        while match := word.search(flat):
            flat = flat[: match.start()] + flat[_end_of_brackets(flat, match.end()) :]
    return re.sub(r"FILTER\s+(NOT\s+)?EXISTS|OPTIONAL|UNION|MINUS", " ", flat, flags=re.IGNORECASE)


def _end_of_brackets(text: str, opening: int) -> int:
    depth = 0
    for position in range(opening, len(text)):
        depth += {"(": 1, ")": -1}.get(text[position], 0)
        if depth == 0:
            return position + 1
    return len(text)
