"""Answers of stores that do not write the standard's JSON, made standard: Virtuoso 7."""

import json

_TRUTH = b'"__ASK_RETVAL"'
# Within a text the quotes would be escaped: this is always the structure itself.
_DIALECT, _STANDARD = b'"type": "typed-literal"', b'"type": "literal"'


class StandardJson:
    """Passes results on piece by piece; a few bytes stay back in case a name goes on."""

    def __init__(self) -> None:
        self._tail = b""

    def pass_on(self, data: bytes, last: bool) -> bytes:
        """Return what may be sent now: ASK answered with a row becomes a truth value."""
        data = self._tail + data
        if last and _TRUTH in data[:200]:
            return _truth(data)
        data = data.replace(_DIALECT, _STANDARD)
        keep = 0 if last else min(len(data), len(_DIALECT) - 1)
        self._tail = data[len(data) - keep :]
        return data[: len(data) - keep]


def _truth(body: bytes) -> bytes:
    rows = json.loads(body)["results"]["bindings"]
    truth = bool(rows) and rows[0]["__ASK_RETVAL"]["value"] == "1"
    return b'{"head": {}, "boolean": %s}' % (b"true" if truth else b"false")


def standard_json(body: bytes) -> bytes:
    """Return a whole answer in the standard's JSON."""
    return StandardJson().pass_on(body, last=True)
