"""The CDK CLI itself changes nothing that is sealed: the list of its passing files is complete."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from landing_zone.assessment.seal import seal
from landing_zone.engines.node import find_node

APP = """
import sys
import aws_cdk as cdk
from aws_cdk import aws_s3, aws_s3_assets
from pathlib import Path
from landing_zone.assessment.seal import seal

app = cdk.App(analytics_reporting=False)
for scope in (app, cdk.Stage(app, "Stage")):
    stack = cdk.Stack(scope, "Stack", env=cdk.Environment(account="111111111111", region="eu-west-1"))
    aws_s3.Bucket(stack, "Bucket")
    aws_s3_assets.Asset(stack, "Asset", path="asset")
folder = Path(app.synth().directory)
Path("seal.json").write_text(seal(folder).model_dump_json())
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A CDK app that seals its assembly as its last act."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.py").write_text(APP, encoding="utf-8")
    (tmp_path / "asset").mkdir()
    (tmp_path / "asset" / "index.py").write_text("print('hello')\n", encoding="utf-8")
    return tmp_path


def test_the_cli_leaves_what_was_sealed(project: Path, root: Path) -> None:
    """What the app sealed is what is there when the CLI has ended, also after it read the assembly again."""
    node = find_node()
    path = os.pathsep.join([str(Path(sys.executable).parent), str(node.parent), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "JSII_NODE": str(node), "CDK_DISABLE_CLI_TELEMETRY": "1"}

    def cdk(*arguments: str) -> None:
        command = [str(root / "node_modules" / ".bin" / "cdk"), *arguments]
        done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    cdk("synth", "--quiet", "--app", f"{sys.executable} app.py")
    sealed_by_the_app = (project / "seal.json").read_text(encoding="utf-8")
    assert seal(project / "cdk.out").model_dump_json() == sealed_by_the_app
    for arguments in (("list",), ("synth", "--quiet")):
        cdk(*arguments, "--app", "cdk.out")
        assert seal(project / "cdk.out").model_dump_json() == sealed_by_the_app
    names = set(seal(project / "cdk.out").files)
    assert {"manifest.json", "tree.json", "Stack.template.json", "assembly-Stage/manifest.json"} <= names
    assert any(name.startswith("asset.") for name in names)
