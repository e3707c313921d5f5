"""Amazon EC2: the file format and folders of flow logs; who may share snapshots; the default key of volumes."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def install(_: Path) -> None:
    """Put the patches in place."""
    _flow_logs()
    _snapshot_sharing()
    _default_ebs_key()


def _flow_logs() -> None:
    """Keep the ``DestinationOptions`` of a flow log; moto tells every attribute that its model has."""
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
    """The account's block of public access to its snapshots, in each Region."""
    from moto.core.responses import ActionResult
    from moto.ec2.responses import EC2Response

    def tell(self: Any) -> Any:
        return ActionResult(
            {"State": getattr(self.ec2_backend, "snapshot_sharing", "unblocked"), "ManagedBy": "account"}
        )

    def enable(self: Any) -> Any:
        self.ec2_backend.snapshot_sharing = self._get_param("State")
        return ActionResult({"State": self.ec2_backend.snapshot_sharing})

    def disable(self: Any) -> Any:
        self.ec2_backend.snapshot_sharing = "unblocked"
        return ActionResult({"State": "unblocked"})

    EC2Response.get_snapshot_block_public_access_state = tell
    EC2Response.enable_snapshot_block_public_access = enable
    EC2Response.disable_snapshot_block_public_access = disable


def _default_ebs_key() -> None:
    """The key of new volumes, which moto lets be changed, and never tells."""
    from moto.core.responses import ActionResult
    from moto.ec2.responses import EC2Response

    change_by_moto = EC2Response.modify_ebs_default_kms_key_id

    def tell(self: Any) -> Any:
        return ActionResult({"KmsKeyId": getattr(self.ec2_backend, "default_ebs_key", "alias/aws/ebs")})

    def change(self: Any) -> Any:
        answer = change_by_moto(self)
        self.ec2_backend.default_ebs_key = answer.result["KmsKeyId"]
        return answer

    def reset(self: Any) -> Any:
        self.ec2_backend.default_ebs_key = "alias/aws/ebs"
        return tell(self)

    EC2Response.get_ebs_default_kms_key_id = tell
    EC2Response.modify_ebs_default_kms_key_id = change
    EC2Response.reset_ebs_default_kms_key_id = reset
