"""A plain text's own title is found by form; where there is none, the file's name must do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.read.document import read_document
from kg.read.titles import LONGEST, title_in

BODY = "\n\nLima and Quito signed a treaty in 1998. Neither has broken it since.\n"


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("Two Rivers, One Border", "Two Rivers, One Border"),
        ("Bargaining over Water, 1999–2024", "Bargaining over Water, 1999–2024"),
        ("WATER AND WAR", "WATER AND WAR"),
        ("# Two Rivers", "Two Rivers"),
        ("POLICY BRIEF 7\nKeeping the Straits Calm", "Keeping the Straits Calm"),
        (
            "Northern Institute of Affairs\nBriefing note, October 2024\n\nGood Fences: An Agenda",
            "Good Fences: An Agenda",
        ),
        ("The Patient Engine\nBargains from the Coast to the Hills", "The Patient Engine"),
        (
            "MEMORANDUM\nTo: Desk officers\nFrom: Treaty Office\nSubject: Pacts in force",
            "Pacts in force",
        ),
        ("CABLE 0412\nORIGIN: Embassy\nREGARDING: The talks in June.", "The talks in June"),
        (
            "Neighbours mark ten years of peace\nBy A. Reporter",
            "Neighbours mark ten years of peace",
        ),
        ("Порог и река: спор двух соседей", "Порог и река: спор двух соседей"),
        ("Abstract", None),
        ("1. Introduction", None),
        ("II. Treaties", None),
        ("Memorandum", None),
        ("By our correspondent", None),
        ("Andes Wire, 6 October 2022", None),
        ("", None),
    ],
)
def test_a_title_is_known_by_its_form(head: str, title: str | None) -> None:
    assert title_in(head + BODY) == title


def test_running_text_is_no_title() -> None:
    wrapped = (
        "Lima and Quito have undergone a wave of conflict and of cooperation because of\n"
        "the rivers that they share and of the hills between them.\n"
    )
    assert title_in(wrapped) is None
    assert title_in("Lima and Quito signed a treaty.\n") is None
    assert title_in("A Long Heading " * 12 + BODY) is None


@given(st.text())
def test_any_text_has_one_line_as_its_title_or_none(text: str) -> None:
    found = title_in(text)
    assert found is None or (0 < len(found) <= LONGEST and "\n" not in found)


def test_a_document_is_called_by_its_title_and_else_by_its_file(tmp_path) -> None:
    (tmp_path / "peru-ecuador.txt").write_text("Two Rivers, One Border" + BODY)
    assert read_document(tmp_path / "peru-ecuador.txt").title == "Two Rivers, One Border"
    (tmp_path / "peru-ecuador.txt").write_text("Abstract" + BODY)
    assert read_document(tmp_path / "peru-ecuador.txt").title == "Peru ecuador"
