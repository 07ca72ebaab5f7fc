"""Addresses: equal for equal names, valid for any name, different for different names."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from kg.namespaces import LONGEST_SLUG, RESOURCES, mint, passage_iri, slug

VALID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@given(st.text(), st.text())
@example("", "")
@example("ı", "I")
@example("\ud800", "x")
def test_any_name_gives_a_valid_address(kind: str, name: str) -> None:
    iri = mint(kind, name)
    assert iri.startswith(RESOURCES)
    assert all(VALID.fullmatch(part) for part in iri.removeprefix(RESOURCES).split("/"))
    assert iri == mint(kind, name)


@given(st.text(alphabet="абвгд中文ش", min_size=1), st.text(alphabet="абвгд中文ش", min_size=1))
def test_names_in_other_scripts_stay_apart(one: str, other: str) -> None:
    assert (slug(one) == slug(other)) == (one == other)


def test_readable_slugs() -> None:
    assert slug("Mevlüt Çavuşoğlu") == "mevlut-cavusoglu"
    assert slug("Türksat 4A") == "turksat-4a"
    assert len(slug("x" * 500)) <= LONGEST_SLUG + 13
    assert slug("x" * 500) != slug("x" * 501)


def test_passages_are_text_fragments() -> None:
    assert passage_iri("abc", 3, 9).endswith("id/doc/abc#char=3,9")
