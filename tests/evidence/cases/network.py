"""Networks, web ACLs and volumes."""

from __future__ import annotations

from typing import Any

from tests.evidence.asking import Call, Case

_ACL = {"Name": "edge", "ARN": "arn:aws:wafv2:eu-west-1:555555555555:regional/webacl/edge/1"}
_BALANCER = {
    "LoadBalancerArn": "arn:aws:elasticloadbalancing:eu-west-1:555555555555:loadbalancer/app/shop/1",
    "LoadBalancerName": "shop",
    "Scheme": "internet-facing",
    "Type": "application",
}


def _flow(*logs: dict[str, Any]) -> list[Call]:
    usual = {"ResourceId": "vpc-1", "FlowLogStatus": "ACTIVE", "TrafficType": "ALL", "DeliverLogsStatus": "SUCCESS"}
    return [
        Call("ec2", "describe_flow_logs", {"FlowLogs": [usual | log for log in logs]}),
        Call("ec2", "describe_vpcs", {"Vpcs": [{"VpcId": "vpc-1", "IsDefault": False}]}),
    ]


def _group(**more: Any) -> list[Call]:
    group = {"GroupId": "sg-1", "VpcId": "vpc-1", "IpPermissions": [], "IpPermissionsEgress": []} | more
    return [Call("ec2", "describe_security_groups", {"SecurityGroups": [group]})]


def _waf(acls: list[dict[str, Any]], balancers: list[dict[str, Any]], *more: Call) -> list[Call]:
    return [
        Call("wafv2", "list_web_acls", {"WebACLs": acls}),
        Call("elbv2", "describe_load_balancers", {"LoadBalancers": balancers}),
        *more,
    ]


def _web_acl(answer: Any) -> Call:
    return Call("wafv2", "get_web_acl_for_resource", answer)


_WHOLE_ACL = {
    "WebACL": _ACL
    | {
        "Id": "1",
        "DefaultAction": {"Allow": {}},
        "VisibilityConfig": {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "m"},
    }
}
_LOG = {"ResourceArn": _ACL["ARN"], "LogDestinationConfigs": ["arn:aws:logs:eu-west-1:555555555555:log-group:waf"]}
_ACLS = Call("wafv2", "list_web_acls", {"WebACLs": [_ACL]})

CASES = {
    "vpc_flow_logs": [
        Case(_flow({}), ["pass"]),
        Case(_flow(), ["fail"], "records no traffic"),
        Case(_flow({"TrafficType": "ACCEPT"}), ["fail"], "no active flow log of all traffic"),
        Case(
            _flow({"DeliverLogsStatus": "FAILED", "DeliverLogsErrorMessage": "Access error"}), ["fail"], "Access error"
        ),
    ],
    "default_security_groups": [
        Case(_group(), ["pass"]),
        Case(_group(IpPermissions=[{"IpProtocol": "-1"}]), ["fail"], "lets traffic in"),
        Case(_group(IpPermissionsEgress=[{"IpProtocol": "-1"}]), ["fail"], "lets traffic out"),
    ],
    "ebs_default_encryption": [
        Case([Call("ec2", "get_ebs_encryption_by_default", {"EbsEncryptionByDefault": True})], ["pass"]),
        Case([Call("ec2", "get_ebs_encryption_by_default", {"EbsEncryptionByDefault": False})], ["fail"], "does not"),
    ],
    "waf_associated": [
        Case(_waf([_ACL], [_BALANCER], _web_acl(_WHOLE_ACL)), ["pass", "pass"]),
        Case(_waf([_ACL], [_BALANCER], _web_acl({})), ["fail", "pass"], "without a web ACL"),
        Case(_waf([], []), ["fail"], "has no web ACL"),
        Case(_waf([_ACL], [_BALANCER | {"Scheme": "internal"}]), ["pass"]),
    ],
    "waf_logging": [
        Case([_ACLS, Call("wafv2", "get_logging_configuration", {"LoggingConfiguration": _LOG})], ["pass"]),
        Case(
            [_ACLS, Call("wafv2", "get_logging_configuration", "WAFNonexistentItemException")], ["fail"], "logs nothing"
        ),
        Case(
            [
                Call("wafv2", "list_web_acls", {"WebACLs": [], "NextMarker": "more"}),
                _ACLS,
                Call("wafv2", "get_logging_configuration", "WAFNonexistentItemException"),
            ],
            ["fail"],
        ),
    ],
}
