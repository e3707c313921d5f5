"""Fixtures of the cost's tests."""

from tests.made_templates import make_assembly, make_template

__all__ = ["make_assembly", "make_template"]
