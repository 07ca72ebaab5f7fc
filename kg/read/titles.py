"""The title that a plain text gives itself: a line above everything else, or a subject line.

Formats that mark a title (HTML, DOCX, PDF) say it themselves; this is for the others. Found by
form alone: no rule knows a document.
"""

import re

from kg.read.forms import KNOWN_HEADINGS

HEADER_LINES = 8  # of a text that may stand above its first paragraph
LONGEST = 150  # characters of a title; a longer line is running text
SHORTEST = 2  # words of a title
# "Subject: …" in a memorandum or a cable: what stands behind is the title.
SUBJECT = re.compile(r"(?i)^(?:subject|subj|re|regarding|title|topic)\s*:\s*(?P<title>\S.*)$")
# "To: …", "ORIGIN: …": one word and a colon in a header of such lines.
FIELD = re.compile(r"^[A-Za-z]{2,14}:\s")
# "By …", "Andes Wire, 6 October 2022", "Policy brief, …", "CABLE 0412": who, where and what kind.
IMPRINT = re.compile(
    r"(?i)^by\s|\b(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\.? (?:19|20)\d\d$|"
    r"^(?:policy brief|briefing(?: note)?|working paper|memorandum|"
    r"cable|report|brief|note|paper|press release|from our)\b|"
    r"\b(?:centre|center|institute|university|forum|ministry|foundation|department)\b"
)
NUMBERED = re.compile(r"^(?:\d+|[IVXLC]+)[.)]?\s")
END = ".!?;,:"


def title_in(text: str) -> str | None:
    """Return the title that stands at the head of a text, or None where none is to be seen.

    A subject line wins; else it is the first line of the header that could be a title and is
    not followed by its own continuation. A header ends at the first heading or paragraph.
    """
    lines = [" ".join(line.lstrip("#").split()) for line in text[:10_000].splitlines()]
    head = [(i, line) for i, line in enumerate(lines) if line][:HEADER_LINES]
    for _, line in head:
        subject = SUBJECT.match(line)
        if subject and len(line) <= LONGEST:
            return subject["title"].rstrip(END)
        if len(line) > LONGEST or _is_heading(line):
            break
    for i, line in head:
        if len(line) > LONGEST or _is_heading(line):
            return None
        if _could_be(line) and not _goes_on(lines, i):
            return line
    return None


def _is_heading(line: str) -> bool:
    bare = line.strip(" :.").casefold()
    return bare in KNOWN_HEADINGS or bool(NUMBERED.match(line))


def _could_be(line: str) -> bool:
    first = line.lstrip("\"'“‘«(")[:1]
    words = line.split()
    return (
        len(words) >= SHORTEST
        and line[-1] not in END
        and (first.isupper() or first.isdigit() or not first.isascii())
        and not FIELD.match(line)
        and not IMPRINT.search(line)
    )


def _goes_on(lines: list[str], i: int) -> bool:
    """Tell whether the next line continues a sentence, as in text broken at the margin."""
    after = lines[i + 1] if i + 1 < len(lines) else ""
    return bool(after) and (after[0].islower() or (len(lines[i]) > 70 and after[-1] in END))
