"""The landing zone as a CDK app: composes the stacks of a configuration, and runs the gates on the assembly."""

from __future__ import annotations

import os
from pathlib import Path

from landing_zone import gate
from landing_zone.catalogue.load import load_frameworks
from landing_zone.config import load_landing_zone
from landing_zone.config.framework_floor import floors
from landing_zone.files.policies_folder import policies_folder
from landing_zone.gate.known_rules import KnownRules

CONFIGURATION = Path(__file__).resolve().parent / "landing-zone.yaml"
CONFIGURATION_CONTEXT = "config"
"""Context key for another configuration file: ``cdk synth -c config=other.yaml``."""


def main() -> None:
    """Compose the stacks of the configuration, and synthesize them through the gates.

    Raises:
        UserError: the configuration is wrong, or has a value that a building block refuses.
        SystemExit: with the exit code of the verdict.
    """
    import aws_cdk as cdk  # starts Node, so it comes after the gate has chosen the version

    from stacks.app_context import app_context
    from stacks.composition import compose

    app = cdk.App(
        # As under the CLI, a failure is not raised: the CDK would print every finding twice.
        context=app_context() | {"@aws-cdk/core:failSynthOnValidationErrors": False},
        outdir=os.environ.get("CDK_OUTDIR", "cdk.out"),
        analytics_reporting=False,
        builtin_cloud_formation_validation=False,  # cfn-lint runs in the gates (docs/adr/0004)
    )
    named = app.node.try_get_context(CONFIGURATION_CONTEXT)
    policies = policies_folder()
    frameworks = floors(load_frameworks(policies).values())
    configuration = Path(named) if named else CONFIGURATION
    zone = load_landing_zone(configuration, frameworks=frameworks, rules=KnownRules(policies))
    compose(app, zone)
    gate.synth(app, zone=zone)


if __name__ == "__main__":
    with gate.prepared():
        main()
