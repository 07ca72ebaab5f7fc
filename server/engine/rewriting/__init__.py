"""Queries that the engine plans badly, written so that it plans them well; one file a kind."""
