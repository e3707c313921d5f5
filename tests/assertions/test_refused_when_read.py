"""A control whose expression is wrong is refused when it is read, with file and line, not when it is run."""

from __future__ import annotations

from pathlib import Path

import pytest

from landing_zone.catalogue.control import Control
from landing_zone.errors import UserError
from landing_zone.yaml.yaml_file import read_yaml

CONTROL = """\
id: the-control
title: A control of the tests
statement: What the test says must hold.
remediation: Fix the resource.
assertions:
  - id: it-holds
    description: What the test says must hold.
    each: {{type: [AWS::KMS::Key]}}
    must: {must}
"""


@pytest.mark.parametrize(
    ("must", "what"),
    [
        ('"EnableKeyRotation =="', "not a JMESPath expression"),
        ('"Tags[?"', "not a JMESPath expression"),
        ('"has(Tags)"', "there is no function 'has'"),
        ("\"Tags[?startswith(Key, 'a')]\"", "there is no function 'startswith'"),
        ('"contains(Tags)"', r"contains\(\) takes 2 arguments, and has 1"),
    ],
)
def test_a_wrong_expression_names_file_and_line(tmp_path: Path, must: str, what: str) -> None:
    """Syntax, unknown functions and wrong numbers of arguments."""
    path = tmp_path / "the-control.yaml"
    path.write_text(CONTROL.format(must=must))

    with pytest.raises(UserError, match=what) as caught:
        read_yaml(path).parse(Control)

    assert f"{path}:9" in caught.value.render()


def test_a_right_expression_is_read(tmp_path: Path) -> None:
    """The same file with a valid expression is a control."""
    path = tmp_path / "the-control.yaml"
    path.write_text(CONTROL.format(must='"EnableKeyRotation == `true` && not_null(A, B, C) && map(&K, Tags)"'))

    assert read_yaml(path).parse(Control).id == "the-control"


@pytest.mark.parametrize(
    ("assertion", "line"),
    [
        ("in_each_environment: {}\n    has: {type: [AWS::KMS::Key]}\n    min: 0\n", 6),
        ("each: {type: [AWS::KMS::Key]}\n    related: {type: [AWS::KMS::Alias], by: TargetKeyId, min: 0}\n", 9),
    ],
)
def test_bounds_that_everything_is_within_are_refused(tmp_path: Path, assertion: str, line: int) -> None:
    """Any number from none on: it could hold a control by nothing."""
    path = tmp_path / "the-control.yaml"
    path.write_text(CONTROL.split("each:")[0] + assertion)

    with pytest.raises(UserError, match="'min: 0' without 'max'") as caught:
        read_yaml(path).parse(Control)

    assert f"{path}:{line}" in caught.value.render()
