"""What AWS answers to each query, and what the query makes of it: at least one case that passes and one that fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.evidence.asking import Case
from tests.evidence.cases import buckets, detection, identity, network, operations, organisation, trail

CASES: Mapping[str, Sequence[Case]] = {
    **trail.CASES,
    **detection.CASES,
    **buckets.CASES,
    **network.CASES,
    **identity.CASES,
    **operations.CASES,
    **organisation.CASES,
}
