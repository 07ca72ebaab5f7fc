"""Files to documents: every format, every encoding, and every fault in one sentence."""

import re
import zipfile
from io import BytesIO
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter

from kg.errors import InputError
from kg.read.document import MOST_BYTES, read_document, title_from
from kg.read.plain import decode

SENTENCE = "Japan and South Korea signed a treaty in 1965."


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("utf-16", b""), ("utf-32", b"")],
)
def test_encodings_with_and_without_a_byte_order_mark(
    tmp_path: Path, encoding: str, mark: bytes
) -> None:
    text = "Gülen, Çavuşoğlu and Erdoğan met in Ankara.\n"
    path = written(tmp_path, "a.txt", mark + text.encode(encoding))
    assert read_document(path).text == text


def test_another_encoding_is_detected() -> None:
    text = "Правительство России и правительство Турции подписали соглашение о торговле. " * 20
    assert decode(text.encode("cp1251"), "x.txt") == text


def test_line_ends_are_kept_so_that_offsets_agree(tmp_path: Path) -> None:
    document = read_document(written(tmp_path, "a.txt", b"One.\r\nTwo.\rThree.\n"))
    assert document.text == "One.\r\nTwo.\rThree.\n"


def test_identity_depends_on_the_text_alone(tmp_path: Path) -> None:
    first = read_document(written(tmp_path, "a.txt", SENTENCE.encode()))
    second = read_document(written(tmp_path, "b.txt", SENTENCE.encode("utf-16")))
    assert first.id == second.id == first.sha256[:16]
    assert first.source_sha256 != second.source_sha256


def test_markdown_keeps_headings_and_leaves_markup_out(tmp_path: Path) -> None:
    path = written(
        tmp_path, "a.md", f"# One\n\n## *Two*\n\n- {SENTENCE}\n\n[link](x) end\n".encode()
    )
    document = read_document(path)
    assert [(h.span.of(document.text), h.level) for h in document.headings] == [
        ("One", 1),
        ("Two", 2),
    ]
    assert SENTENCE in document.text
    assert not re.search(r"[*#\[\]()]", document.text)


def test_html_gives_the_article_and_its_headings(tmp_path: Path) -> None:
    body = "".join(f"<p>{SENTENCE} It was number {n}.</p>" for n in range(9))
    page = (
        "<html><head><title>T</title><script>x()</script></head><body><nav>menu</nav>"
        f"<article><h1>Top</h1><h2>Part</h2>{body}</article></body></html>"
    )
    document = read_document(written(tmp_path, "a.html", page.encode()))
    assert document.text.count(SENTENCE) >= 1
    assert "x()" not in document.text
    assert "menu" not in document.text
    for heading in document.headings:
        assert heading.span.of(document.text) in {"Top", "Part"}


def test_docx_keeps_paragraphs_tables_and_heading_styles(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_heading("Relations", 1)
    made.add_paragraph(SENTENCE)
    cells = made.add_table(1, 2).rows[0].cells
    cells[0].text, cells[1].text = "trade", "5 billion dollars"
    made.save(str(tmp_path / "a.docx"))
    document = read_document(tmp_path / "a.docx")
    assert SENTENCE in document.text
    assert "trade\t5 billion dollars" in document.text
    assert [(h.span.of(document.text), h.level) for h in document.headings] == [("Relations", 1)]


def minimal_pdf(text: str) -> bytes:
    """A PDF of one page with one line, written by hand."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % o for o in offsets)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n%strailer << /Size 6 /Root 1 0 R >>\n" % table
    return out + b"startxref\n%d\n%%%%EOF" % start


def test_pdf_gives_its_text_also_under_another_suffix(tmp_path: Path) -> None:
    for name in ("a.pdf", "a.txt"):
        assert SENTENCE in read_document(written(tmp_path, name, minimal_pdf(SENTENCE))).text


def encrypted_pdf() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(72, 72)
    writer.encrypt("secret")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def blank_pdf() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(72, 72)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def damaged_docx() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<not closed")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \n\t ", "holds no text"),
        ("a.txt", b"\x7fELF\x00\x00\x01", "binary file"),
        ("a.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "binary file"),
        ("a.txt", b"\xff\xfe\x00", "damaged"),
        ("a.pdf", b"%PDF-1.4 broken", "damaged PDF"),
        ("a.pdf", minimal_pdf(SENTENCE)[:200], "damaged PDF"),
        ("a.pdf", encrypted_pdf(), "password"),
        ("a.pdf", blank_pdf(), "no text"),
        ("a.docx", b"not a zip", "damaged DOCX"),
        ("a.docx", damaged_docx(), "damaged DOCX"),
        ("a.html", b"<html></html>", "no running text"),
        ("a.md", b"\n\n", "holds no text"),
    ],
)
def test_bad_files_get_one_sentence(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    with pytest.raises(InputError) as fault:
        read_document(written(tmp_path, name, data))
    message = str(fault.value)
    assert words in message
    assert "\n" not in message
    assert name in message


def test_missing_files_directories_and_giants(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no file"):
        read_document(tmp_path / "none.txt")
    with pytest.raises(InputError, match="is a directory"):
        read_document(tmp_path)
    giant = tmp_path / "giant.txt"
    with giant.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(InputError, match="split it"):
        read_document(giant)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_in_words(data: bytes) -> None:
    try:
        text = decode(data, "x.txt")
    except InputError as refusal:
        text = str(refusal)
    text.encode("utf-8")


@given(st.text(min_size=1, max_size=40))
def test_any_name_gives_a_title(name: str) -> None:
    assert isinstance(title_from(name), str)
