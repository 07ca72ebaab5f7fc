"""Pictures as numbers: where things lie. Templates turn them into SVG, so escaping is theirs."""
