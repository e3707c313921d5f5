"""AWS Config: conformance packs with their template in the call, and the recording mode of a recorder."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def install(_: Path) -> None:
    """Apply the patches."""
    _conformance_packs()
    _recording_mode()


def _conformance_packs() -> None:
    """Accept a conformance pack with its template in the call; moto requires an address in Amazon S3 even then."""
    from moto.config import models

    put_by_moto = models.ConfigBackend.put_organization_conformance_pack

    def put(self: Any, **settings: Any) -> Any:
        if settings["template_body"] and not settings["template_s3_uri"]:
            settings["template_s3_uri"] = "s3://given-in-the-call"
        return put_by_moto(self, **settings)

    models.ConfigBackend.put_organization_conformance_pack = put


def _recording_mode() -> None:
    """Store a recorder's ``recordingMode``, which moto drops."""
    from moto.config import models

    put_by_moto = models.ConfigBackend.put_configuration_recorder

    def put(self: Any, config_recorder: dict[str, Any]) -> None:
        put_by_moto(self, config_recorder)
        self.recorders[config_recorder["name"]].recording_mode = config_recorder.get("recordingMode")

    models.ConfigBackend.put_configuration_recorder = put
