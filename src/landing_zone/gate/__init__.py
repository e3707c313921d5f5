"""The gate: what an app calls to be judged. ``app.py`` shows how."""

from landing_zone.gate.run import GatedApp, run

__all__ = ["GatedApp", "run"]
