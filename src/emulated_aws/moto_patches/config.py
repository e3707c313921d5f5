"""AWS Config: conformance packs with their template in the call, and the recording mode of a recorder."""

from __future__ import annotations

from typing import Any

from emulated_aws.moto_patches.patch import Patch

_BACKEND = "moto.config.models:ConfigBackend"

_TEMPLATE_IN_THE_CALL = Patch(
    what="A conformance pack with its template in the call is refused: it requires an address in Amazon S3 even then",
    reported="no issue found, 2026-11-30; the operation came with https://github.com/getmoto/moto/pull/3116",
)
_RECORDING_MODE = Patch(what="A recorder's `recordingMode` is dropped", reported="no issue found, 2026-11-30")


@_TEMPLATE_IN_THE_CALL.replaces(_BACKEND)
def put_organization_conformance_pack(
    self: Any,
    name: str,
    template_s3_uri: str,
    template_body: str,
    delivery_s3_bucket: str,
    delivery_s3_key_prefix: str,
    input_parameters: list[dict[str, str]],
    excluded_accounts: list[str],
) -> Any:
    """Accept a template without an address."""
    return put_organization_conformance_pack.original(
        self,
        name,
        template_s3_uri or ("s3://given-in-the-call" if template_body else ""),
        template_body,
        delivery_s3_bucket,
        delivery_s3_key_prefix,
        input_parameters,
        excluded_accounts,
    )


@_RECORDING_MODE.replaces(_BACKEND)
def put_configuration_recorder(self: Any, config_recorder: dict[str, Any]) -> None:
    """Store it; moto returns every attribute of a recorder."""
    put_configuration_recorder.original(self, config_recorder)
    self.recorders[config_recorder["name"]].recording_mode = config_recorder.get("recordingMode")
