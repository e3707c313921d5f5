"""Evaluates assertions: presence, relation, uniqueness, absence, and conditions on each resource."""
