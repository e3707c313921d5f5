"""The schemas of others, ready to judge a report."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator, Draft7Validator, Draft202012Validator, FormatChecker

FOLDER = Path(__file__).parent / "schemas"


@cache
def oscal() -> Draft7Validator:
    """NIST's own; Python's regular expressions lack two of its character classes, so these are written out."""
    text = (FOLDER / "oscal-1.2.3.json").read_text(encoding="utf-8")
    text = text.replace(r"\\p{L}", r"[^\\W\\d_]").replace(r"\\p{N}", r"\\d")
    return Draft7Validator(json.loads(text), format_checker=FormatChecker())


@cache
def sarif() -> Draft4Validator:
    """SARIF 2.1.0."""
    return Draft4Validator(json.loads((FOLDER / "sarif-2.1.0.json").read_text(encoding="utf-8")))


@cache
def ocsf() -> Draft202012Validator:
    """Class 2003 of OCSF 1.8.0, profile cloud."""
    text = (FOLDER / "ocsf-1.8.0-compliance-finding-cloud.json").read_text(encoding="utf-8")
    return Draft202012Validator(json.loads(text))


def complaints(validator: Any, document: Any) -> list[str]:
    """Say what a schema has against a document, each with its place."""
    return [f"{list(e.absolute_path)}: {e.message[:200]}" for e in validator.iter_errors(document)]
