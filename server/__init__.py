"""From a graph to an answer."""
