"""The service's operations."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote, urlsplit

from moto.core.responses import BaseResponse

from emulated_aws.services.accessanalyzer.models import (
    AccessAnalyzerBackend,
    accessanalyzer_backends,
)


class AccessAnalyzerResponse(BaseResponse):  # type: ignore[misc]
    """Implements the operations on analyzers; any other raises "not implemented"."""

    def __init__(self) -> None:
        super().__init__(service_name="accessanalyzer")

    def create_analyzer(self) -> str:
        """Make an analyzer."""
        return json.dumps({"arn": self._backend.create(json.loads(self.body))["arn"]})

    def get_analyzer(self) -> str:
        """Return an analyzer."""
        return json.dumps({"analyzer": _without_rules(self._backend.find(self._name))})

    def list_analyzers(self) -> str:
        """Return all analyzers, or those of a type."""
        kind = self._get_param("type")
        found = [_without_rules(one) for one in self._backend.analyzers.values() if kind in (None, one["type"])]
        return json.dumps({"analyzers": found})

    def update_analyzer(self) -> str:
        """Change an analyzer's configuration."""
        found = self._backend.find(self._name)
        found["configuration"] = json.loads(self.body).get("configuration", {})
        return json.dumps({"configuration": found["configuration"]})

    def delete_analyzer(self) -> str:
        """Remove an analyzer."""
        del self._backend.analyzers[self._backend.find(self._name)["name"]]
        return "{}"

    def list_archive_rules(self) -> str:
        """Return an analyzer's archive rules."""
        found = self._backend.find(self._name)
        times = {"createdAt": found["createdAt"], "updatedAt": found["createdAt"]}
        rules = [{"ruleName": name, "filter": given, **times} for name, given in found["rules"].items()]
        return json.dumps({"archiveRules": rules})

    @property
    def _backend(self) -> AccessAnalyzerBackend:
        backend: AccessAnalyzerBackend = accessanalyzer_backends[self.current_account][self.region]
        return backend

    @property
    def _name(self) -> str:
        return unquote(urlsplit(self.uri).path).split("/")[2]


def _without_rules(analyzer: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in analyzer.items() if key != "rules"}
