"""One family of errors: each says what, where and what to do, and how a program ends for it."""


class DiplographError(Exception):
    """Base of every error shown to a user: one clear sentence, an exit code and an HTTP status."""

    exit_code = 2
    http_status = 500


class InputError(DiplographError):
    """A document, graph or file that cannot be read or used as given."""

    http_status = 400


class QueryError(InputError):
    """A query that is malformed or not allowed; the message carries line and column where known."""


class OutputError(DiplographError):
    """An output that cannot be written; what stood there before is untouched."""

    http_status = 507


class MissingPartError(DiplographError):
    """An optional part is not installed; the message names the extra that brings it."""

    http_status = 501


class ConfigurationError(DiplographError):
    """The shipped or given ontology, lexicon, shapes or settings do not hold together."""


class NotConformingError(DiplographError):
    """The graph violates its shapes."""

    exit_code = 1
    http_status = 422
