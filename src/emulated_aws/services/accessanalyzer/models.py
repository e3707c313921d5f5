"""The analyzers of one account and Region."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from moto.core.base_backend import BackendDict, BaseBackend
from moto.core.exceptions import JsonRESTError

ACCOUNT_QUOTA = 1
"""AWS's quota of external access analyzers with the account as zone of trust, per Region."""


class AnalyzerError(JsonRESTError):  # type: ignore[misc]
    """An error in the service's format."""

    def __init__(self, kind: str, message: str, code: int) -> None:
        self.code = code
        super().__init__(kind, message)


class AccessAnalyzerBackend(BaseBackend):  # type: ignore[misc]
    """The service's state."""

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.analyzers: dict[str, dict[str, Any]] = {}

    def create(self, given: dict[str, Any]) -> dict[str, Any]:
        """Make an analyzer."""
        name, kind = given["analyzerName"], given["type"]
        if name in self.analyzers:
            raise AnalyzerError("ConflictException", f"Analyzer {name} already exists", 409)
        same = [one for one in self.analyzers.values() if one["type"] == kind]
        if kind == "ACCOUNT" and len(same) >= ACCOUNT_QUOTA:
            raise AnalyzerError("ServiceQuotaExceededException", "You have reached your limit for analyzers", 402)
        self.analyzers[name] = {
            "arn": f"arn:aws:access-analyzer:{self.region_name}:{self.account_id}:analyzer/{name}",
            "name": name,
            "type": kind,
            "createdAt": datetime.now(UTC).isoformat(timespec="seconds"),
            "status": "ACTIVE",
            "tags": given.get("tags", {}),
            "rules": {rule["ruleName"]: rule["filter"] for rule in given.get("archiveRules", [])},
            **({"configuration": given["configuration"]} if "configuration" in given else {}),
        }
        return self.analyzers[name]

    def find(self, name: str) -> dict[str, Any]:
        """Return an analyzer.

        Raises:
            AnalyzerError: it does not exist.
        """
        if name not in self.analyzers:
            raise AnalyzerError("ResourceNotFoundException", f"Analyzer {name} does not exist", 404)
        return self.analyzers[name]


accessanalyzer_backends = BackendDict(AccessAnalyzerBackend, "accessanalyzer")
