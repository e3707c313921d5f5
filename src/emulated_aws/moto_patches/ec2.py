"""Amazon EC2: the file format and folders of flow logs; public sharing of snapshots; the default key of volumes."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def install(_: Path) -> None:
    """Apply the patches."""
    _flow_logs()
    _snapshot_sharing()
    _default_ebs_key()


def _flow_logs() -> None:
    """Store the ``DestinationOptions`` of a flow log; moto returns every attribute that its model has."""
    from moto.ec2.responses.flow_logs import FlowLogs

    create_by_moto = FlowLogs.create_flow_logs

    def create(self: Any) -> Any:
        answer = create_by_moto(self)
        given = self._get_param("DestinationOptions")
        if given:
            for flow_log_id in answer.result["FlowLogIds"]:
                self.ec2_backend.flow_logs[flow_log_id].destination_options = given
        return answer

    FlowLogs.create_flow_logs = create


def _snapshot_sharing() -> None:
    """Store the account's block of public access to its snapshots, per Region."""
    from moto.core.responses import ActionResult
    from moto.ec2.responses import EC2Response

    def get(self: Any) -> Any:
        return ActionResult(
            {"State": getattr(self.ec2_backend, "snapshot_sharing", "unblocked"), "ManagedBy": "account"}
        )

    def enable(self: Any) -> Any:
        self.ec2_backend.snapshot_sharing = self._get_param("State")
        return ActionResult({"State": self.ec2_backend.snapshot_sharing})

    def disable(self: Any) -> Any:
        self.ec2_backend.snapshot_sharing = "unblocked"
        return ActionResult({"State": "unblocked"})

    EC2Response.get_snapshot_block_public_access_state = get
    EC2Response.enable_snapshot_block_public_access = enable
    EC2Response.disable_snapshot_block_public_access = disable


def _default_ebs_key() -> None:
    """Return and reset the default key of new volumes; moto only lets it be set."""
    from moto.core.responses import ActionResult
    from moto.ec2.responses import EC2Response

    change_by_moto = EC2Response.modify_ebs_default_kms_key_id

    def get(self: Any) -> Any:
        return ActionResult({"KmsKeyId": getattr(self.ec2_backend, "default_ebs_key", "alias/aws/ebs")})

    def change(self: Any) -> Any:
        answer = change_by_moto(self)
        self.ec2_backend.default_ebs_key = answer.result["KmsKeyId"]
        return answer

    def reset(self: Any) -> Any:
        self.ec2_backend.default_ebs_key = "alias/aws/ebs"
        return get(self)

    EC2Response.get_ebs_default_kms_key_id = get
    EC2Response.modify_ebs_default_kms_key_id = change
    EC2Response.reset_ebs_default_kms_key_id = reset
