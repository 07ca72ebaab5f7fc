"""SHACL shapes compiled to queries on whole sets of nodes, for graphs too large for pyshacl."""
