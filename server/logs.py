"""One line of JSON for everything that is logged, on standard error."""

import json
import logging
from datetime import UTC, datetime

# What a log record may carry besides its message.
FIELDS = "fields"


class Lines(logging.Formatter):
    """Writes a record as one line of JSON, its fields beside time, level and message."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "room": record.name,
            "message": record.getMessage(),
            **getattr(record, FIELDS, {}),
        }
        if record.exc_info:
            entry["error"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False)


def begin_logging(requests: bool) -> None:
    """Send what this package logs to standard error; each request only where that is asked."""
    root = logging.getLogger("diplograph")
    if not root.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(Lines())
        root.addHandler(handler)
        root.propagate = False
    root.setLevel(logging.INFO if requests else logging.WARNING)
