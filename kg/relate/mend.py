"""Mends what a small parser gets wrong in a regular way: a verb taken for an adjective or a noun.

"Togo severed relations" is read as *severed relations* with a subject, "Togo buys rice" as a noun
*buys* with a subject. A noun has no subject without a copula, so the word must be the verb.
"""

from dataclasses import replace

from kg.model import Sentence, Token
from kg.relate.hidden import hidden_verbs

VERBAL_ENDINGS = ("ed", "s")
MISTAKEN = frozenset({"NOUN", "ADJ", "PROPN"})
# Verbs whose object does what their infinitive says: "fear drove Peru to arm".
_OBJECT_CONTROL = """
push force drive lead prompt compel oblige cause press persuade induce spur motivate move urge order
encourage enable allow permit invite convince pressure impel tempt
"""
OBJECT_CONTROL = frozenset(_OBJECT_CONTROL.split())
# Verbs that an infinitive fills in: "agreed this year to buy".
_SUBJECT_CONTROL = """
agree decide refuse promise pledge plan threaten try attempt begin start continue fail manage intend
undertake vow prepare resolve consent decline hesitate hope want wish tend
"""
SUBJECT_CONTROL = frozenset(_SUBJECT_CONTROL.split())
# Nouns that an infinitive fills in: "the chance to trade" is a chance, not a purpose.
_OPEN_NOUNS = """
opportunity chance right ability permission way possibility capacity willingness freedom authority
mandate power readiness refusal promise pledge obligation decision
"""
OPEN_NOUNS = frozenset(_OPEN_NOUNS.split())


def mended(sentence: Sentence, names: frozenset[int] = frozenset()) -> Sentence:
    """Return the sentence with its verb put back, or the sentence itself where nothing is wrong.

    ``names`` are the offsets at which the names of actors end.
    """
    tokens = sentence.tokens
    if hidden := hidden_verbs(tokens, names):
        tokens = tuple(hidden.get(t.index, t) for t in tokens)
    subjects = [t for t in tokens if t.dep == "nsubj" and t.head > t.index]
    changed = {
        t.head: replace(tokens[t.head], pos="VERB", tag="VBN")
        for t in tokens
        if t.dep in ("nsubj:pass", "aux:pass") and tokens[t.head].pos == "ADJ"
    }
    for token in tokens:
        if token.pos == "NOUN" and token.dep == "root" and token.text.islower():
            changed.update(_with_object(tokens, token))
    for subject in subjects:
        above = tokens[subject.head]
        if above.dep == "amod" and above.head > above.index:
            changed.update(_turned(tokens, above, above.head, subject))
        elif above.pos in MISTAKEN:
            changed.update(_put_back(tokens, subject, above))
    changed.update(_opening(tokens))
    changed.update(_controlled(tokens))
    changed.update(_described(tokens))
    for token in tokens:
        if token.text.lower() == "both" and token.dep in ("cc:preconj", "advmod"):
            changed.update(_both(tokens, token))
        if token.dep == "obl" and token.pos in ("PROPN", "NOUN"):
            changed.update(_freed_of_year(tokens, token))
        if token.dep == "acl" and token.tag in ("VBD", "VBN"):
            changed.update(_raised(tokens, token))
        elif token.dep == "acl" and token.tag == "VBG":
            changed.update(_given_object(tokens, token))
    if not changed and not hidden:
        return sentence
    return Sentence(sentence.passage, tuple(changed.get(t.index, t) for t in tokens))


def _opening(tokens: tuple[Token, ...]) -> dict[int, Token]:
    """The participle that opens a sentence, taken for an adjective: "Fearing war, Peru armed"."""
    first = tokens[0]
    noun = tokens[first.head]
    above = tokens[noun.head]
    has_case = any(t.dep == "case" and t.head == noun.index for t in tokens[: noun.index])
    if first.tag != "VBG" or first.dep != "amod" or noun.dep != "obl" or has_case:
        return {}
    verb = replace(first, pos="VERB", dep="advcl", head=above.index)
    return {first.index: verb, noun.index: replace(noun, dep="obj", head=first.index)}


def _controlled(tokens: tuple[Token, ...]) -> dict[int, Token]:
    """The infinitives of such verbs, taken for purposes."""
    verbs = {t.index for t in tokens if t.lemma in OBJECT_CONTROL and t.pos == "VERB"}
    verbs &= {t.head for t in tokens if t.dep in ("obj", "nsubj:pass")}
    verbs |= {t.index for t in tokens if t.lemma in SUBJECT_CONTROL and t.pos == "VERB"}
    verbs -= {t.head for t in tokens if t.dep in ("xcomp", "ccomp")}
    marked = {t.head for t in tokens if t.dep == "mark" and t.lemma == "to"}
    ordered = {t.head for t in tokens if t.dep == "mark" and t.lemma in ("in", "so")}  # in order to
    return {
        t.index: replace(t, dep="xcomp")
        for t in tokens
        if t.dep == "advcl" and t.head in verbs and t.index in marked - ordered and t.tag == "VB"
    }


def _described(tokens: tuple[Token, ...]) -> dict[int, Token]:
    """The infinitives that say what kind of chance or right it is, taken for purposes."""
    changed: dict[int, Token] = {}
    for mark in tokens[1:]:
        clause, noun = tokens[mark.head], tokens[mark.index - 1]
        purpose = mark.dep == "mark" and mark.lemma == "to" and clause.dep == "advcl"
        if (
            purpose
            and noun.pos == "NOUN"
            and noun.lemma in OPEN_NOUNS
            and clause.head < clause.index
        ):
            changed[clause.index] = replace(clause, dep="acl", head=noun.index)
    return changed


def _freed_of_year(tokens: tuple[Token, ...], noun: Token) -> dict[int, Token]:
    """The subject of "In 2009 Kenya signed ...", taken for a part of the date."""
    kids = [t for t in tokens if t.head == noun.index and t.index < noun.index]
    case = next((t for t in kids if t.dep == "case"), None)
    year = next((t for t in kids if t.dep in ("nummod", "compound") and len(t.text) == 4), None)
    if case is None or year is None or not year.text.isdigit():
        return {}
    verb = tokens[noun.head]
    rest = [t for t in kids if t.index not in (case.index, year.index)]
    led = year.index == case.index + 1 and all(t.index > year.index for t in rest)
    alone = any(t.head == verb.index and t.dep.startswith("nsubj") for t in tokens)
    if not led or alone or verb.pos != "VERB" or verb.index < noun.index:
        return {}
    passive = any(t.head == verb.index and t.dep == "aux:pass" for t in tokens)
    return {
        noun.index: replace(noun, dep="nsubj:pass" if passive else "nsubj"),
        year.index: replace(year, dep="obl", head=verb.index),
        case.index: replace(case, head=year.index),
    }


def _both(tokens: tuple[Token, ...], token: Token) -> dict[int, Token]:
    """The subject of "Both belong to the Union", taken for a conjunction's first half."""
    verb = tokens[token.head]
    has_subject = any(t.head == verb.index and t.dep.startswith("nsubj") for t in tokens)
    if verb.pos != "VERB" or verb.index != token.index + 1 or has_subject:
        return {}
    return {token.index: replace(token, dep="nsubj")}


def _raised(tokens: tuple[Token, ...], verb: Token) -> dict[int, Token]:
    """The verb of "The treaty set up a commission", hung on its subject as if it described it.

    A participle that describes a noun has no object; the subject is the noun, or the one that it
    belongs to: "and a statement of the two set up a commission".
    """
    noun = tokens[verb.head]
    while noun.dep == "nmod" and tokens[noun.head].pos in ("NOUN", "PROPN"):
        noun = tokens[noun.head]
    kids = [t for t in tokens if t.head == verb.index]
    if noun.index > verb.index or noun.pos not in ("NOUN", "PROPN"):
        return {}
    if not any(t.dep == "obj" for t in kids) or any(t.dep == "aux:pass" for t in kids):
        return {}
    heads = [t for t in tokens if t.head == noun.index]
    if any(t.dep in ("cop", "nsubj", "nsubj:pass") for t in heads):
        return {}
    if noun.dep == "root":
        place = replace(verb, tag="VBD", dep="root", head=verb.index)
    elif noun.dep == "conj" and any(t.dep == "cc" for t in heads):
        above = tokens[tokens[noun.head].head]
        if above.pos != "VERB":
            return {}
        place = replace(verb, tag="VBD", dep="conj", head=above.index)
    else:
        return {}
    changed = {verb.index: place, noun.index: replace(noun, dep="nsubj", head=verb.index)}
    for t in heads:  # what stands behind the verb belongs to it
        if t.index > verb.index:
            changed[t.index] = replace(t, head=verb.index)
    return changed


def _given_object(tokens: tuple[Token, ...], verb: Token) -> dict[int, Token]:
    """The object of "the treaty founding the bank was signed", taken for a second subject."""
    noun = tokens[verb.head]
    if any(t.head == verb.index and t.dep == "obj" for t in tokens):
        return {}
    for t in tokens:
        twice = t.head == noun.head and t.dep == noun.dep and t.dep.startswith("nsubj")
        if (
            twice
            and t.index > verb.index
            and not any(o.pos == "PUNCT" for o in tokens[verb.index : t.index])
        ):
            return {t.index: replace(t, dep="obj", head=verb.index)}
    return {}


def _with_object(tokens: tuple[Token, ...], noun: Token) -> dict[int, Token]:
    """A "noun" that has an object is the verb: "guards shot a man"; what stands before acts."""
    kids = [t for t in tokens if t.head == noun.index and t.index != noun.index]
    if not any(t.dep == "obj" and t.index > noun.index for t in kids):
        return {}
    doers = [t for t in kids if t.dep == "compound" and t.index < noun.index]
    if not doers or any(t.dep in ("nsubj", "cop", "aux", "case") for t in kids):
        return {}
    doer = doers[-1]
    found = {noun.index: replace(noun, pos="VERB", tag="VBD")}
    found[doer.index] = replace(doer, dep="nsubj")
    for t in kids:  # the article and the adjectives belong to who acts
        if t.index < doer.index and t.dep in ("det", "amod", "compound", "nummod", "nmod:poss"):
            found[t.index] = replace(t, head=doer.index)
    return found


def _put_back(tokens: tuple[Token, ...], subject: Token, noun: Token) -> dict[int, Token]:
    """The verb that hides in or beside a noun with a subject of its own."""
    kids = [t for t in tokens if t.head == noun.index and t.index != noun.index]
    if any(t.dep in ("cop", "aux", "aux:pass") for t in kids):
        return {}
    verb = _participle(kids, subject, noun.index)
    if verb is not None:
        return _turned(tokens, verb, noun.index, subject)
    acts = any(t.dep == "obj" and t.index > noun.index for t in kids)  # "a guard shot two men"
    if not (acts or noun.text.endswith(VERBAL_ENDINGS)) or noun.dep != "root":
        return {}
    found = {noun.index: replace(noun, pos="VERB", tag="VBZ")}
    found.update({t.index: replace(t, dep="obl") for t in kids if t.dep == "nmod"})
    return found


def _participle(kids: list[Token], subject: Token, noun: int) -> Token | None:
    """A word in -ed between the subject and the noun, with no article before it."""
    for kid in kids:
        if kid.dep == "amod" and subject.index < kid.index < noun and kid.text.endswith("ed"):
            before = [t for t in kids if t.dep in ("det", "nmod:poss") and t.index < kid.index]
            return None if before else kid
    return None


def _turned(tokens: tuple[Token, ...], verb: Token, noun: int, subject: Token) -> dict[int, Token]:
    """The verb in the noun's place, the noun as its object."""
    above = tokens[noun]
    head = verb.index if above.head == noun else above.head
    changed = {
        verb.index: replace(verb, pos="VERB", tag="VBD", dep=above.dep, head=head),
        noun: replace(above, dep="obj", head=verb.index),
        subject.index: replace(subject, head=verb.index),
    }
    for t in tokens:
        if t.head == noun and t.dep in ("conj", "punct", "advcl", "advmod", "obl", "cc", "mark"):
            changed[t.index] = replace(t, head=verb.index)
    return changed
