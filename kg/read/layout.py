"""Text to Layout: headings, citations, furniture, and the passages between them."""

from kg.model import Document, Layout, Span
from kg.read.citations import find_citations, note_citations
from kg.read.forms import make_page
from kg.read.lines import ADDRESS, noise_lines, split_lines
from kg.read.notes import find_notes
from kg.read.outline import hash_headings, marked_headings, tree
from kg.read.passages import passages_of
from kg.read.sections import Headings


def find_layout(document: Document) -> Layout:
    """Return what stands where in a document; never raises, whatever the text.

    Sections nest by level and reach to the next heading. Passages are sentences, headings and
    list items in text order; they never run over a heading, and citations, addresses and page
    furniture in them are masked by as many blanks. Offsets are code points, end exclusive.
    """
    text = document.text
    lines = split_lines(text)
    notes = find_notes(text, lines)
    noted = {i for note in notes for i in range(note.first, note.last + 1)}
    noise = frozenset(noise_lines(text, lines)) | noted
    page = make_page(text, lines, noise)
    marked = document.headings or hash_headings(text, lines)
    headings = Headings(page, marked_headings(page, marked))
    found = headings.find()
    sections = tree(found, len(text))
    furniture = [Span(lines[i].start, lines[i].end) for i in sorted(noise)]
    works = note_citations(text, lines, notes)
    blocked = [f.span for f in found] + furniture
    citations = find_citations(text, blocked, works)
    masked_out = [c.span for c in citations] + furniture
    masked_out += [Span(*m.span()) for m in ADDRESS.finditer(text)]
    passages = passages_of(page, found, headings.titles, sorted(masked_out))
    return Layout(sections, citations, passages, tuple(furniture))
