"""Bytes to a document, its layout and passages."""
