"""Fixtures of the gate's tests."""

from __future__ import annotations

from tests.made_templates import make_assembly, make_template

__all__ = ["make_assembly", "make_template"]
