"""The example zone with the first stack of the guide: ``python -m tests.first_stack.app``, in place of ``app.py``."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from landing_zone import gate
from landing_zone.config import load_landing_zone

if TYPE_CHECKING:
    import aws_cdk as cdk

    from landing_zone.config import LandingZone
    from stacks.composition import Placement

ROOT = Path(__file__).resolve().parents[2]


def compose_with_shop(
    folder: Path, of_zone: Callable[[str], bool] = lambda _stack: True
) -> tuple[cdk.App, LandingZone]:
    """Compose the zone and the shop.

    Args:
        folder: where the app is synthesized.
        of_zone: which kinds of the zone's stacks are wanted, by name; the shop is always.

    Returns:
        The app, and the configuration.
    """
    import aws_cdk as cdk  # starts Node, so it comes after the gate has chosen the version

    from stacks.app_context import app_context
    from stacks.composition import PLACEMENTS, compose

    app = cdk.App(
        context=app_context() | {"@aws-cdk/core:failSynthOnValidationErrors": False},
        outdir=str(folder),
        analytics_reporting=False,
        builtin_cloud_formation_validation=False,
    )
    zone = load_landing_zone(ROOT / "landing-zone.yaml")
    compose(app, zone, [*(row for row in PLACEMENTS if of_zone(row.stack.__name__)), _row()])
    return app, zone


def _row() -> Placement:
    from stacks.composition import Placement, in_home_of, in_same_environment
    from stacks.edge import Edge
    from stacks.workload import Workload
    from tests.first_stack.shop import Shop

    return Placement(
        Shop, in_home_of("customer-production"), {Workload: in_same_environment, Edge: in_same_environment}
    )


if __name__ == "__main__":
    with gate.prepared():
        _app, _zone = compose_with_shop(Path(os.environ["CDK_OUTDIR"]))
        gate.synth(_app, zone=_zone)
