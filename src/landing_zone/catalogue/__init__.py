"""Frameworks, controls and assertions: what must hold, as data."""
