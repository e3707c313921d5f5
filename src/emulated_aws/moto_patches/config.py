"""AWS Config: conformance packs with their template in the call, recording modes, and channels that cannot deliver."""

from __future__ import annotations

import json
import uuid
from typing import Any

from emulated_aws.moto_patches.patch import Patch, kept

_BACKEND = "moto.config.models:ConfigBackend"
_RESPONSE = "moto.config.responses:ConfigResponse"

_TEMPLATE_IN_THE_CALL = Patch(
    what="A conformance pack with its template in the call is refused: it requires an address in Amazon S3 even then",
    reported="no issue found, 2026-11-30; the operation came with https://github.com/getmoto/moto/pull/3116",
)
_ACCOUNT_PACKS = Patch(what="Conformance packs of one account are missing", reported="no issue found, 2026-11-30")
_RECORDING_MODE = Patch(what="A recorder's `recordingMode` is dropped", reported="no issue found, 2026-11-30")
_DELIVERY = Patch(
    what="A delivery channel is made although its bucket or key refuses what AWS Config writes",
    reported="no issue found, 2026-12-01",
    rehearsal_only="what the service sends is described outside of the emulator",
)


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


@_DELIVERY.replaces(_BACKEND)
def put_delivery_channel(self: Any, delivery_channel: dict[str, Any]) -> None:
    """Let the service try to write, as AWS does.

    Source: https://docs.aws.amazon.com/config/latest/APIReference/API_PutDeliveryChannel.html
    """
    from moto.core.exceptions import JsonRESTError

    from emulated_aws.deliveries.deliver import RefusedError, deliver
    from emulated_aws.deliveries.near import Near

    put_delivery_channel.original(self, delivery_channel)
    name = delivery_channel["name"]
    near = Near(
        type="AWS::Config::DeliveryChannel",
        properties={f"{key[0].upper()}{key[1:]}": value for key, value in delivery_channel.items()},
        account=self.account_id,
        region=self.region_name,
        ref=name,
        place=f"PutDeliveryChannel of {name}",
    )
    try:
        deliver(near)
    except RefusedError as error:
        del self.delivery_channels[name]
        raise JsonRESTError("InsufficientDeliveryPolicyException", str(error)) from None


def _packs(response: Any) -> dict[str, dict[str, Any]]:
    return kept(response.config_backend, "account_conformance_packs")


def _no_pack(name: str) -> Exception:
    from moto.core.exceptions import JsonRESTError

    error: Exception = JsonRESTError("NoSuchConformancePackException", f"there is no conformance pack {name}")
    return error


@_ACCOUNT_PACKS.adds(_RESPONSE)
def put_conformance_pack(self: Any) -> str:
    """Keep the pack; its template is accepted and never returned, as by AWS."""
    name = self._get_param("ConformancePackName")
    id_ = _packs(self).get(name, {}).get("ConformancePackId") or f"conformance-pack-{uuid.uuid4().hex[:9]}"
    arn = f"arn:aws:config:{self.region}:{self.current_account}:conformance-pack/{name}/{id_}"
    _packs(self)[name] = {
        "ConformancePackName": name,
        "ConformancePackArn": arn,
        "ConformancePackId": id_,
        "DeliveryS3Bucket": self._get_param("DeliveryS3Bucket"),
        "DeliveryS3KeyPrefix": self._get_param("DeliveryS3KeyPrefix"),
        "ConformancePackInputParameters": self._get_param("ConformancePackInputParameters", []),
    }
    return json.dumps({"ConformancePackArn": arn})


@_ACCOUNT_PACKS.adds(_RESPONSE)
def describe_conformance_packs(self: Any) -> str:
    names = self._get_param("ConformancePackNames") or list(_packs(self))
    for name in names:
        if name not in _packs(self):
            raise _no_pack(name)
    return json.dumps({"ConformancePackDetails": [_packs(self)[name] for name in names]})


@_ACCOUNT_PACKS.adds(_RESPONSE)
def delete_conformance_pack(self: Any) -> str:
    name = self._get_param("ConformancePackName")
    if name not in _packs(self):
        raise _no_pack(name)
    del _packs(self)[name]
    return ""
