"""The query engine: killable workers behind a pool."""
