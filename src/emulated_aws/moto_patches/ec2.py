"""Amazon EC2: flow logs; public sharing of snapshots; the default key of volumes; rules of security groups."""

from __future__ import annotations

from typing import Any

from emulated_aws.moto_patches.patch import Patch

_RESPONSE = "moto.ec2.responses:EC2Response"
_RULE = "moto.ec2.models.security_groups:SecurityGroupRule"

_FLOW_LOGS = Patch(what="The `DestinationOptions` of a flow log are dropped", reported="no issue found, 2026-11-30")
_FLOW_LOG_DELIVERY = Patch(
    what="Flow logs go to a bucket that refuses them",
    reported="no issue found, 2026-12-01",
    rehearsal_only="what the service sends is described outside of the emulator",
)
_SNAPSHOT_SHARING = Patch(
    what="The account's block of public access to snapshots is missing", reported="no issue found, 2026-11-30"
)
_DEFAULT_EBS_KEY = Patch(
    what="The default key of new volumes can be set, but neither read nor reset",
    reported="no issue found, 2026-11-30; setting it came with https://github.com/getmoto/moto/pull/8154",
)

_RULE_DESCRIPTIONS = Patch(
    what="A security group's rule for another group or a prefix list is read without its description",
    reported="no issue found, 2026-11-30; https://github.com/getmoto/moto/issues/7915 was about other parts of rules",
)


@_FLOW_LOGS.replaces("moto.ec2.responses.flow_logs:FlowLogs")
def create_flow_logs(self: Any) -> Any:
    """Store them; moto returns every attribute of a flow log. What their bucket refuses is in the answer, as at AWS."""
    refused = self._refused_flow_logs()
    if refused is not None:
        return refused
    answer = create_flow_logs.original(self)
    given = self._get_param("DestinationOptions")
    if given:
        for flow_log_id in answer.result["FlowLogIds"]:
            self.ec2_backend.flow_logs[flow_log_id].destination_options = given
    return answer


@_FLOW_LOG_DELIVERY.adds("moto.ec2.responses.flow_logs:FlowLogs")
def _refused_flow_logs(self: Any) -> Any:
    from moto.core.responses import ActionResult

    from emulated_aws.deliveries.deliver import RefusedError, deliver
    from emulated_aws.deliveries.near import Near

    names = ("DestinationOptions", "LogDestination", "LogDestinationType", "LogGroupName", "ResourceType")
    given = {name: self._get_param(name) for name in (*names, "DeliverLogsPermissionArn")}
    resource_ids = self._get_param("ResourceIds", [])
    near = Near(
        type="AWS::EC2::FlowLog",
        properties={name: value for name, value in given.items() if value is not None},
        account=self.current_account,
        region=self.region,
        place=f"CreateFlowLogs of {', '.join(resource_ids)}",
    )
    try:
        deliver(near)
    except RefusedError as error:
        said = f"Access Denied for LogDestination: {given['LogDestination']}. {error}"
        unsuccessful = [{"ResourceId": one, "Error": {"Code": "400", "Message": said}} for one in resource_ids]
        return ActionResult({"FlowLogIds": [], "Unsuccessful": unsuccessful})
    return None


@_SNAPSHOT_SHARING.adds(_RESPONSE)
def get_snapshot_block_public_access_state(self: Any) -> Any:
    from moto.core.responses import ActionResult

    return ActionResult({"State": getattr(self.ec2_backend, "snapshot_sharing", "unblocked"), "ManagedBy": "account"})


@_SNAPSHOT_SHARING.adds(_RESPONSE)
def enable_snapshot_block_public_access(self: Any) -> Any:
    from moto.core.responses import ActionResult

    self.ec2_backend.snapshot_sharing = self._get_param("State")
    return ActionResult({"State": self.ec2_backend.snapshot_sharing})


@_SNAPSHOT_SHARING.adds(_RESPONSE)
def disable_snapshot_block_public_access(self: Any) -> Any:
    from moto.core.responses import ActionResult

    self.ec2_backend.snapshot_sharing = "unblocked"
    return ActionResult({"State": "unblocked"})


@_DEFAULT_EBS_KEY.replaces(_RESPONSE)
def modify_ebs_default_kms_key_id(self: Any) -> Any:
    answer = modify_ebs_default_kms_key_id.original(self)
    self.ec2_backend.default_ebs_key = answer.result["KmsKeyId"]
    return answer


@_DEFAULT_EBS_KEY.adds(_RESPONSE)
def get_ebs_default_kms_key_id(self: Any) -> Any:
    """Return the key, by default AWS's own."""
    from moto.core.responses import ActionResult

    return ActionResult({"KmsKeyId": getattr(self.ec2_backend, "default_ebs_key", "alias/aws/ebs")})


@_DEFAULT_EBS_KEY.adds(_RESPONSE)
def reset_ebs_default_kms_key_id(self: Any) -> Any:
    self.ec2_backend.default_ebs_key = "alias/aws/ebs"
    return self.get_ebs_default_kms_key_id()


@_RULE_DESCRIPTIONS.replaces(_RULE, "__init__")
def rule_init(
    self: Any,
    ec2_backend: Any,
    ip_protocol: str,
    group_id: str,
    from_port: str | None,
    to_port: str | None,
    ip_range: dict[str, str] | None,
    source_group: dict[str, str] | None = None,
    prefix_list_id: dict[str, str] | None = None,
    is_egress: bool = True,
    tags: dict[str, str] | None = None,
) -> None:
    """Keep what moto drops of a prefix list."""
    rule_init.original(
        self,
        ec2_backend,
        ip_protocol,
        group_id,
        from_port,
        to_port,
        ip_range,
        source_group,
        prefix_list_id,
        is_egress,
        tags,
    )
    self.prefix_list = prefix_list_id or {}


@_RULE_DESCRIPTIONS.sets(_RULE, "description")
def description_of_a_rule(by_moto: property) -> property:
    """Return the description of whatever the rule is for."""

    def description(self: Any) -> str | None:
        peers = (self.ip_range, self.source_group, self.prefix_list)
        return next((peer["Description"] for peer in peers if peer.get("Description")), None)

    return property(description, doc=by_moto.__doc__)
