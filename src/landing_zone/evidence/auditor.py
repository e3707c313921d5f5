"""The name of the role by which evidence is collected: deployed by the zone, assumed by the collector."""

from __future__ import annotations

AUDITOR_ROLE = "landing-zone-auditor"
"""The same in every account, so that the collector needs no look-up. The stack ``Baseline`` creates the role."""
