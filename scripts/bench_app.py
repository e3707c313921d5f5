"""The example zone without our gates, for `make bench`: bare, with CDK's validation, or with cdk-nag's packs.

Another zone with ``-c config=other.yaml``, as for ``app.py``.
It does not bypass the gates: `lz verify` refuses its output folder, which has no assessment.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # as a script, Python would look only in scripts/

from landing_zone.engines.node import use_node  # noqa: E402

use_node()

import aws_cdk as cdk  # noqa: E402 - Node must be chosen before the CDK is imported

from landing_zone.config import load_landing_zone  # noqa: E402
from stacks.app_context import app_context  # noqa: E402
from stacks.composition import compose  # noqa: E402


def main(variant: str) -> None:
    """Synthesize the example zone in one of the variants bare, validated, nag."""
    app = cdk.App(
        context=app_context(), analytics_reporting=False, builtin_cloud_formation_validation=variant == "validated"
    )
    compose(app, load_landing_zone(Path(app.node.try_get_context("config") or ROOT / "landing-zone.yaml")))
    if variant == "nag":
        import cdk_nag  # takes a sixth of a second, which the other variants do not need

        cdk.Validations.of(app).add_plugins(
            cdk_nag.AwsSolutionsChecks(),
            cdk_nag.NIST80053R5Checks(),
            cdk_nag.NIST80053R4Checks(),
            cdk_nag.HIPAASecurityChecks(),
            cdk_nag.PCIDSS321Checks(),
            cdk_nag.ServerlessChecks(),
        )
    app.synth()


if __name__ == "__main__":
    main(sys.argv[1])
