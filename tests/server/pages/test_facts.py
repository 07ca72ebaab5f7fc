"""Claims are put together where they say the same, and side by side where they do not."""

from kg.namespaces import term
from server import facts
from server.asking import Row, iri, text
from server.schema import Schema

DOC = "https://w3id.org/diplograph/id/doc/d1"


def claim(name: str, predicate: str, value: str, place: int = 0, **more: str) -> Row:
    found = {key: iri(v) if v.startswith("http") else text(v) for key, v in more.items()}
    passage = iri(f"{DOC}#char={place},{place + 5}")
    return Row(
        claim=iri(name),
        p=iri(predicate),
        o=iri(value),
        passage=passage,
        quote=text("words"),
        **found,
    )


def test_the_same_said_twice_is_one_fact_with_two_sayings() -> None:
    found = facts.read_facts([claim("c1", "p", "x"), claim("c2", "p", "x", 9)])
    assert len(found) == 1
    assert [s.claim for s in found[0].sayings] == ["c1", "c2"]


def test_one_claim_with_two_passages_is_one_saying_in_the_order_of_the_text() -> None:
    found = facts.read_facts([claim("c1", "p", "x", 100), claim("c1", "p", "x", 20)])
    assert [q.begin for q in found[0].sayings[0].quotes] == [20, 100]


def test_said_by_one_and_denied_by_another_is_a_disagreement() -> None:
    rows = [claim("c1", "p", "x", negated="false"), claim("c2", "p", "x", negated="true")]
    (found,) = facts.disagreements(facts.read_facts(rows), Schema())
    assert found.predicate == "p"
    assert len(found.facts[0].sayings) == 2


def test_two_dates_of_one_thing_are_a_disagreement_and_two_parties_are_not() -> None:
    dates = [claim("c1", term("dateSigned"), "a"), claim("c2", term("dateSigned"), "b")]
    parties = [claim("c3", term("party"), "a"), claim("c4", term("party"), "b")]
    found = facts.disagreements(facts.read_facts([*dates, *parties]), Schema())
    assert [d.predicate for d in found] == [term("dateSigned")]


def test_reported_or_planned_is_not_plain() -> None:
    (fact,) = facts.read_facts([claim("c1", "p", "x", utterance="http://u")])
    assert not fact.sayings[0].plain
    (fact,) = facts.read_facts([claim("c1", "p", "x", modality="http://c/modality/planned")])
    assert not fact.sayings[0].plain
    (fact,) = facts.read_facts([claim("c1", "p", "x", modality="http://c/modality/asserted")])
    assert fact.sayings[0].plain


def figure(name: str, value: str, nature: str, time: str = "2014") -> Row:
    return Row(
        figure=iri(name),
        indicator=iri("i"),
        unit=iri("u"),
        value=text(value),
        nature=iri(nature),
        time=text(time),
    )


def test_figures_conflict_only_for_the_same_time_and_nature() -> None:
    rows = [
        figure("f1", "31", "actual"),
        figure("f2", "33", "actual"),
        figure("f3", "100", "target"),
        figure("f4", "40", "actual", "2015"),
        figure("f5", "9", "actual", ""),
    ]
    (group,) = facts.conflicting_figures(facts.merged_figures(rows))
    assert [row.text("figure") for row in group] == ["f1", "f2"]


def test_figures_about_different_things_do_not_conflict() -> None:
    one, other, silent = (figure(n, v, "actual") for n, v in (("a", "1"), ("b", "2"), ("c", "3")))
    rows = [Row(one, subject=iri("s:x")), Row(other, subject=iri("s:y"))]
    assert facts.conflicting_figures(facts.merged_figures(rows)) == []
    (group,) = facts.conflicting_figures(facts.merged_figures([*rows, silent]))
    assert len(group) == 3
