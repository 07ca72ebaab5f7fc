"""Passages to sentences with grammar, and to mentions."""
