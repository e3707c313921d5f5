"""The gate: what a CDK app calls to be judged. ``docs/any-app.md`` shows it in another project."""

from landing_zone.gate.findings import judge
from landing_zone.gate.synth import prepared, synth

__all__ = ["judge", "prepared", "synth"]
