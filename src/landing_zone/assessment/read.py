"""Reads an assessment from its file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

from pydantic import ValidationError

from landing_zone.assessment.model import Assessment
from landing_zone.errors import UserError
from landing_zone.yaml.pydantic_errors import to_issues

FORMAT: str = get_args(Assessment.model_fields["format"].annotation)[0]
_FIX = "run 'cdk synth' again with this version of the landing zone, or use the version that wrote the assessment"


def read_assessment(path: Path) -> Assessment:
    """Read ``cdk.out/assessment.json``.

    Raises:
        UserError: it is missing, cannot be read, is not JSON, is of another format, or does not fit its schema.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UserError(
            "there is no assessment: this assembly was never judged", file=str(path), fix="run 'cdk synth' first"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"the assessment cannot be read: {error}", file=str(path), fix=_FIX) from None
    return parse_assessment(text, str(path))


def parse_assessment(text: str, file: str) -> Assessment:
    """Read an assessment's text; errors name ``file``.

    Raises:
        UserError: it is not JSON, is of another format, or does not fit its schema.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 0)
        raise UserError(f"the assessment is not JSON: {error}", file=file, line=line, fix=_FIX) from None
    found = data.get("format") if isinstance(data, dict) else None
    if found != FORMAT:
        raise UserError(
            "the assessment is of a format that this version does not read",
            file=file,
            value=str(found),
            allowed=FORMAT,
            fix=_FIX,
        )
    try:
        assessment = Assessment.model_validate_json(text)
    except ValidationError as error:
        issue = to_issues(Assessment, error)[0]
        what = f"the assessment is malformed: {issue.what}"
        raise UserError(what, file=file, value=issue.value, allowed=issue.allowed, fix=_FIX) from None
    _positions_exist(assessment, file)
    return assessment


def _positions_exist(assessment: Assessment, file: str) -> None:
    for check in assessment.checks:
        entries = (*check.failed, *check.waived, *check.undetermined, *check.overruled)
        resources = (*check.passed, *check.met, *(e.resource for e in entries if e.resource is not None))
        stacks = check.searched.stacks if check.searched else ()
        for kind, positions, number in (
            ("resource", resources, len(assessment.resources)),
            ("stack", stacks, len(assessment.stacks)),
        ):
            for position in positions:
                if not 0 <= position < number:
                    raise UserError(
                        f"the assessment is malformed: {check.rule} names the {kind} at position {position}",
                        file=file,
                        allowed=f"0 to {number - 1}",
                        fix=_FIX,
                    )
