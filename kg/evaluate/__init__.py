"""Precision, recall and F1 of an annotation against a gold annotation, layer by layer."""
