"""How a name is levelled before two names are compared: the form of the Wikidata rules.

Case, diacritics, punctuation, possessives, dots in acronyms and a leading article do not count;
digits always do.
"""

import re
import unicodedata

_POSSESSIVE = re.compile(r"['’]s\b")
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_LETTER_DIGIT = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_NOT_A_WORD = re.compile(r"[\W_]+")
_ARTICLE = re.compile(r"^(?:the|al|la|le|les) (?=.)")
_LETTERS = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe"})


def normal(name: str) -> str:
    """Return the form of a name that decides whether two names are the same."""
    folded = _POSSESSIVE.sub("", name.casefold())
    folded = _DOTTED.sub(lambda m: m[0].replace(".", "") + " ", folded)
    plain = unicodedata.normalize("NFKD", folded.translate(_LETTERS))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    words = _NOT_A_WORD.sub(" ", _LETTER_DIGIT.sub(" ", plain)).strip()
    return _ARTICLE.sub("", words)
