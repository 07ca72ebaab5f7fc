"""Findings to a graph, its inferences and its validation report."""
