"""Where a graph is kept and asked: here, or in a SPARQL store elsewhere, behind one interface."""
