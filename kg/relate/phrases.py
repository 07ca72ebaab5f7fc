"""What the phrase of an agreement says of it: names, things, topics, and who is behind it."""

from kg.model import Span, Token
from kg.relate.rules import Rules
from kg.relate.scene import Filler, Scene
from kg.relate.sites import spoken_of

NAMED = ("actor", "place")
NOMINAL = frozenset({"NOUN", "PROPN", "DET", "ADJ", "ADP", "PRON"})
TAILS = frozenset({"to", "with", "between", "on", "for", "of", "about", "in", "among"})


def is_bare(scene: Scene, i: int) -> bool:
    """Tell whether nothing is said of it but the word itself."""
    tree = scene.tree
    following = tree.tokens[i + 1].text.lower() if i + 1 < len(tree.tokens) else ""
    return following not in TAILS and not tree.children(i, "acl", "nmod", "amod", "compound")


def before_infinitive(scene: Scene, verb: int) -> tuple[int, ...]:
    """The noun phrase right before "to do": the parser may hang the infinitive elsewhere."""
    tree = scene.tree
    mark = next((k for k in tree.children(verb, "mark") if tree.tokens[k].lemma == "to"), 0)
    chain: list[int] = []
    at = mark - 1
    while mark and len(chain) < 4 and at >= 0 and tree.tokens[at].pos in NOMINAL:
        chain.append(at)
        at = tree.tokens[at].head if tree.tokens[at].head < at else at - 1
    return tuple(chain)


def is_argument(scene: Scene, word: int, verb: int) -> bool:
    """Tell whether a word belongs to a verb itself, not to one coordinated with it."""
    tokens = scene.tree.tokens
    while tokens[word].head not in (word, verb):
        word = tokens[word].head
        if tokens[word].dep == "conj" and tokens[word].pos == "VERB":
            return False
    return tokens[word].dep != "conj" or tokens[word].pos != "VERB"


def things_of(scene: Scene, i: int, own: Span) -> frozenset[str]:
    """The lemmas of the phrase's other nouns, those that name actors and places left out."""
    return frozenset(
        t.lemma.lower()
        for t in scene.tree.tokens
        if own.holds(t.span)
        and t.index != i
        and t.pos in ("NOUN", "PROPN", "NUM")
        and not any(m.span.meets(t.span) and m.kind in NAMED for m in scene.mentions)
    )


def behind(scene: Scene, i: int) -> tuple[Filler, ...]:
    """Who wants or backs a project: "the dam that Peru planned", "Peru's support for the dam"."""
    tree = scene.tree
    for k in tree.subtree(i):  # the parser may hang the clause on a noun further down
        described = tree.tokens[k].dep == "acl:relcl" and tree.object(k) is not None
        if described and (fillers := scene.who(tree.subject(k), deep=False)):
            return fillers
    above = tree.tokens[i].head
    if above != i and tree.tokens[above].pos == "NOUN" and tree.case(i) in ("for", "of"):
        return tuple(scene.within(above, barred=frozenset({tree.case(i)})))
    return ()


def names_it(scene: Scene, token: Token, filler: Filler) -> bool:
    """Tell whether a town or state only gives the name: "the Lima Declaration"."""
    before = 0 <= token.span.start - filler.span.end <= 1
    named = any(m.span == filler.span and m.form != "adjective" for m in scene.mentions)
    return before and named and token.text[:1].isupper()


def names_of(scene: Scene, i: int, own: Span) -> frozenset[str]:
    """The capitalised words of the phrase that name no actor or place: what tells it apart."""
    tree = scene.tree
    start = scene.span.start
    words = set()
    for token in tree.tokens:
        if not own.holds(token.span) or token.index == i or token.span.start == start:
            continue
        text = token.text
        if not text[:1].isupper() or token.pos not in ("PROPN", "NOUN", "ADJ"):
            continue
        dated = any(d.span.meets(token.span) for d in scene.dates)  # "April" tells nothing apart
        if not dated and not any(
            m.span.meets(token.span) and m.kind in NAMED for m in scene.mentions
        ):
            words.add(text.casefold())
    return frozenset(words)


def topics_of(scene: Scene, i: int, quote: Span, rules: Rules) -> tuple[str, ...]:
    """What it is about: in its phrase, else in the rest of its clause."""
    found = spoken_of(scene, quote, rules.topics)
    if found:
        return found
    tree = scene.tree
    end = tree.clause_span(tree.clause_of(i)).end
    start = tree.tokens[i].span.start
    return spoken_of(scene, Span(start, max(end, start + 1)), rules.topics)
