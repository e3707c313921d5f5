"""A landing zone synthesized without the gates, for tests to read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aws_cdk as cdk

from landing_zone.config import LandingZone
from stacks.app_context import app_context
from stacks.composition import compose

PLATFORM = frozenset(
    (
        "Baseline",
        "Conformance",
        "Delegation",
        "Detection",
        "Edge",
        "LogArchive",
        "Network",
        "Organisation",
        "Security",
        "Workload",
    )
)
"""The kinds of stacks that the tests know by heart. Others are a team's, of which they ask what holds for any stack."""


@dataclass(frozen=True)
class Synthesized:
    """The output of a synth of the example.

    Args:
        folder: the cloud assembly.
        templates: stack name to template, parsed.
        artifacts: stack name to its entry in the manifest.
    """

    folder: Path
    templates: dict[str, dict[str, Any]]
    artifacts: dict[str, dict[str, Any]]

    @property
    def of_the_platform(self) -> dict[str, dict[str, Any]]:
        """The templates of stacks that come with the project."""
        return {stack: body for stack, body in self.templates.items() if stack.partition("-")[0] in PLATFORM}

    def text(self, stack: str) -> str:
        """Return a template as it was written."""
        return (self.folder / f"{stack}.template.json").read_text(encoding="utf-8")

    def account(self, stack: str) -> str:
        """Return the account that a stack is deployed to."""
        return str(self.artifacts[stack]["environment"]).removeprefix("aws://").split("/")[0]

    def region(self, stack: str) -> str:
        """Return the Region that a stack is deployed to."""
        return str(self.artifacts[stack]["environment"]).rsplit("/", 1)[1]

    def resources(self, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the stack and the properties of every resource of a CloudFormation type."""
        for stack, template in self.templates.items():
            for resource in template["Resources"].values():
                if resource["Type"] == kind:
                    yield stack, resource.get("Properties", {})


def synthesize(zone: LandingZone, folder: Path) -> Synthesized:
    """Compose and synthesize a zone into a folder, as app.py does, without the gates."""
    app = cdk.App(
        context=app_context(),
        outdir=str(folder),
        analytics_reporting=False,
        builtin_cloud_formation_validation=False,
    )
    compose(app, zone)
    app.synth()
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["artifacts"]
    artifacts = {
        name: artifact for name, artifact in manifest.items() if artifact["type"] == "aws:cloudformation:stack"
    }
    templates = {
        name: json.loads((folder / artifact["properties"]["templateFile"]).read_text(encoding="utf-8"))
        for name, artifact in artifacts.items()
    }
    return Synthesized(folder, templates, artifacts)
