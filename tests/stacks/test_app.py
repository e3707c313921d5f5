"""The CDK's settings: complete, without usage reports, and the same for the CLI and for a bare run."""

from __future__ import annotations

import json
import tarfile
from importlib import resources
from pathlib import Path

import pytest

from landing_zone.errors import UserError
from stacks.app_context import CDK_JSON, app_context


def recommended_flags() -> dict[str, object]:
    """Read the feature flags that the installed aws-cdk-lib recommends, from the library itself."""
    with (
        resources.as_file(resources.files("aws_cdk._jsii")) as folder,
        tarfile.open(next(Path(folder).glob("aws-cdk-lib@*.jsii.tgz"))) as library,
    ):
        file = library.extractfile("package/recommended-feature-flags.json")
        assert file is not None
        return dict(json.load(file))


def test_every_recommended_feature_flag_is_set_as_recommended() -> None:
    """An unset flag means an old behaviour, and a warning at each synth."""
    context = app_context()
    assert {name: context.get(name) for name in recommended_flags()} == recommended_flags()


def test_no_usage_is_reported() -> None:
    """AWS::CDK::Metadata would report the used constructs to AWS, and would differ from Region to Region."""
    assert json.loads(CDK_JSON.read_text(encoding="utf-8"))["versionReporting"] is False


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"context": 3}', '{"context"'])
def test_unreadable_settings_are_a_user_error(tmp_path: Path, text: str) -> None:
    """A broken cdk.json is named; CDK's old defaults are never used instead."""
    broken = tmp_path / "cdk.json"
    broken.write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as caught:
        app_context(broken)
    assert caught.value.file == str(broken)


def test_missing_settings_are_a_user_error(tmp_path: Path) -> None:
    """A missing cdk.json is named too."""
    with pytest.raises(UserError):
        app_context(tmp_path / "cdk.json")
