"""The landing zone as a CDK app: the configuration in, a cloud assembly out."""

from __future__ import annotations

import sys
from pathlib import Path

from landing_zone.config import load_landing_zone
from landing_zone.errors import UserError
from landing_zone.node import use_node

CONFIGURATION = Path(__file__).resolve().parent / "landing-zone.yaml"
CONFIGURATION_CONTEXT = "config"
"""Context that names another configuration: ``cdk synth -c config=other.yaml``."""


def main() -> int:
    """Synthesize the landing zone into ``cdk.out``, or where the CDK CLI asks for it.

    Returns:
        The exit code.
    """
    try:
        use_node()
        import aws_cdk as cdk  # starts Node, so only once the right one is chosen

        from stacks.app_context import app_context
        from stacks.composition import compose
        from stacks.quotas import check_quotas

        app = cdk.App(
            context=app_context(),
            analytics_reporting=False,
            # Our own gates run cfn-lint itself; CDK's copy of some of its rules doubles the time of a synth.
            builtin_cloud_formation_validation=False,
        )
        named = app.node.try_get_context(CONFIGURATION_CONTEXT)
        compose(app, load_landing_zone(Path(named) if named else CONFIGURATION))
        check_quotas(Path(app.synth().directory))
    except UserError as error:
        print(error.render(), file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
