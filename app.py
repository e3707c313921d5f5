"""The landing zone as a CDK app: composes the stacks of a configuration, and runs the gates on the assembly."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from landing_zone import gate
from landing_zone.catalogue.load import load_frameworks
from landing_zone.config import load_landing_zone
from landing_zone.config.framework_floor import floors
from landing_zone.files.policies_folder import policies_folder

ROOT = Path(__file__).resolve().parent
CONFIGURATION = ROOT / "landing-zone.yaml"
CONFIGURATION_CONTEXT = "config"
"""Context key for another configuration file: ``cdk synth -c config=other.yaml``."""


def build() -> gate.GatedApp:
    """Compose the stacks of the configuration.

    Raises:
        UserError: the configuration is wrong, or has a value that a building block refuses.
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
    frameworks = floors(load_frameworks(policies_folder()).values())
    zone = load_landing_zone(Path(named) if named else CONFIGURATION, frameworks=frameworks)
    stacks = compose(app, zone)
    return gate.GatedApp(app, zone, {stack.template_file: stack.environment_of for stack in stacks})


def main() -> int:
    """Synthesize the landing zone into ``cdk.out``, or the CDK CLI's output folder, and run the gates."""
    return gate.run(ROOT, build)


if __name__ == "__main__":
    sys.exit(main())
