"""Mentions to agreements, crises, motives, interactions, statements, figures and relations."""
