"""Mentions to entities, with decisions about their identity."""
