"""When and where a crisis took place: begin and end, and the places that its sentence gives."""

from kg.model import DateMention
from kg.relate.cues import BEGINNING
from kg.relate.scene import Scene
from kg.relate.sites import date_of

# Verbs whose date is the end of their subject: "the war ended in 1988".
ENDING = frozenset(
    {"end", "cease", "stop", "conclude", "finish", "subside", "die", "settle", "resolve"}
)
KNOWN = frozenset({"the", "this", "that", "these", "those", "its", "their"})
# Clauses that tell of the same time as the clause above: "they met in May, when Chad attacked".
MEANWHILE = frozenset({"when", "as", "while", "where"})
WHERE = frozenset({"in", "at", "near", "off", "on", "around", "along", "outside"})
ABOVE = frozenset({"over"})  # planes are shot down over a place
OF = frozenset({"of", "from", "to"})
# A thing that happens at one moment ends when it begins, where the text knows month or day.
MOMENTS = frozenset({"Incident", "Assassination"})
POINTS = MOMENTS | {"CoupAttempt"}
MONTH = len("1995-01")
# Clauses inside a clause whose dates are their own.
APART = frozenset({"advcl", "acl", "acl:relcl", "ccomp", "parataxis"})
OPENING = 20  # characters: "On 3 May 1998 ..." dates all that follows
NEXT_TO = 8  # characters between a phrase and its date: " on ", " of "


def period_of(scene: Scene, i: int, code: str) -> tuple[str | None, str | None]:
    """Return when a crisis told at a token began and ended (EDTF), as far as the text says."""
    found = date_of(scene, i) or _above(scene, i)
    if found is None or not (_is_its_own(scene, i) or _follows(scene, i, code)):
        return None, None
    start, dash, end = found.partition("/")
    if dash:
        return start or None, end or None
    if _is_end(scene, i):
        return None, found
    if code in MOMENTS and len(found.rstrip("~?")) >= MONTH:
        return found, found
    return found, None


def _is_its_own(scene: Scene, i: int) -> bool:
    """Tell whether the date can be that of a thing spoken of as known ("the quarrel").

    It is where it stands in the phrase, or with a verb of beginning, lasting or ending.
    """
    tree = scene.tree
    token = tree.tokens[i]
    if token.pos == "VERB":
        return _in_its_clause(scene, i)
    if token.text[:1].isupper() or scene.dates_in(tree.phrase_span(i)):
        return True
    known = any(tree.tokens[k].text.lower() in KNOWN for k in tree.children(i, "det"))
    verb = tree.tokens[tree.clause_of(i)]
    return not known or verb.lemma in BEGINNING or verb.lemma in ENDING


def _in_its_clause(scene: Scene, i: int) -> bool:
    """Tell whether a date is of the verb's own clause, or opens the sentence.

    Where clauses run on, the date of the last is not that of the first.
    """
    tree = scene.tree
    clause = tree.clause_span(tree.clause_of(i))
    below = [tree.tokens[k] for k in tree.subtree(i) if k > i]
    near = {i, tree.object(i)}  # "ordered four diplomats to leave in 2010"
    inner = [
        t.index
        for t in below
        if t.dep in APART - {"acl"} or (t.dep in ("acl", "xcomp") and t.head not in near)
    ]
    far = [tree.span_of(tree.subtree(k)) for k in inner]
    opening = scene.span.start + OPENING
    return any(
        d.span.start < opening or not clause.holds(d.span) or not any(s.holds(d.span) for s in far)
        for d in scene.dates
    )


def _follows(scene: Scene, i: int, code: str) -> bool:
    """Tell whether a date stands right behind the phrase that names a single event."""
    end = scene.tree.phrase_span(i).end
    return code in POINTS and any(0 <= d.span.start - end < NEXT_TO for d in scene.dates)


def _above(scene: Scene, i: int) -> str | None:
    """The date of the clause above, of which this one tells what happened at the same time."""
    tree = scene.tree
    clause = tree.clause_of(i)
    token = tree.tokens[clause]
    if token.head == clause or token.dep.partition(":")[0] not in ("advcl", "acl"):
        return None
    marks = {tree.tokens[k].text.lower() for k in tree.children(clause, "mark", "advmod")}
    if not marks & MEANWHILE and (marks or token.dep != "acl:relcl"):
        return None
    above = tree.clause_of(token.head)
    inner = tree.clause_span(clause)
    near = [d for d in scene.dates_in(tree.clause_span(above)) if not inner.holds(d.span)]
    return _nearest(scene, near, i)


def _nearest(scene: Scene, dates: list[DateMention], i: int) -> str | None:
    start = scene.tree.tokens[i].span.start
    found = min(dates, key=lambda d: abs(d.span.start - start), default=None)
    return None if found is None else found.value


def _is_end(scene: Scene, i: int) -> bool:
    """Tell whether the date is of the verb that says that it ended."""
    tree = scene.tree
    token = tree.tokens[i]
    if not token.dep.startswith(("nsubj", "obj")) or tree.tokens[token.head].lemma not in ENDING:
        return False
    return not scene.dates_in(tree.phrase_span(i))


def places_of(scene: Scene, i: int) -> tuple[str, ...]:
    """Return the places at which a crisis told at a token took place."""
    tree = scene.tree
    token = tree.tokens[i]
    spots = [i]
    if token.pos == "VERB":
        done_to = tree.object(i)
        spots += [] if done_to is None else [done_to]
    elif token.dep.startswith(("nsubj", "obj")):
        spots.append(token.head)
    where = WHERE | ABOVE if token.pos == "VERB" else WHERE
    found = [f for s in spots for k in tree.oblique(s, where) for f in _places(scene, k)]
    if len(spots) > 1:  # "struck the plants of Abqaiq"
        found += [f for k in tree.oblique(spots[1], OF) for f in _places(scene, k)]
    return tuple(dict.fromkeys(found))


def _places(scene: Scene, i: int) -> list[str]:
    fillers = scene.who(i, deep=False, kinds=("place",))
    return [f.entity for f in fillers if scene.entities[f.entity].kind == "place"]
