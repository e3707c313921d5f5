"""Web ACLs, made and changed by the API of AWS WAF."""

from __future__ import annotations

from typing import Any

from tests.rehearsal.readers.account import ACCOUNT, REGION, Account, Declared, Stubs, assert_created


def _rule(name: str, priority: int) -> dict[str, Any]:
    return {
        "Name": name,
        "OverrideAction": {"None": {}},
        "Priority": priority,
        "Statement": {"ManagedRuleGroupStatement": {"Name": name, "VendorName": "AWS"}},
        "VisibilityConfig": _visibility(name),
    }


def _visibility(name: str) -> dict[str, Any]:
    return {"CloudWatchMetricsEnabled": True, "MetricName": name, "SampledRequestsEnabled": True}


def test_a_web_acl_and_its_log_are_read(account: Account) -> None:
    """An ACL that counts instead of blocking, or lost a rule, differs; so does one that logs less."""
    wafv2 = account.client("wafv2")
    rules = [_rule("AWSManagedRulesSQLiRuleSet", 1), _rule("AWSManagedRulesCommonRuleSet", 0)]
    body = {
        "Name": "edge",
        "Scope": "REGIONAL",
        "DefaultAction": {"Allow": {}},
        "VisibilityConfig": _visibility("edge"),
    }
    made = wafv2.create_web_acl(**body, Rules=rules)["Summary"]
    acl = Declared("AWS::WAFv2::WebACL", f"edge|{made['Id']}|REGIONAL", {**body, "Rules": rules[::-1]})
    account.created(acl)
    logging = Declared(
        "AWS::WAFv2::LoggingConfiguration",
        made["ARN"],
        {
            "LogDestinationConfigs": [f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:aws-waf-logs-edge"],
            "RedactedFields": [{"SingleHeader": {"Name": "cookie"}}, {"SingleHeader": {"Name": "authorization"}}],
            "ResourceArn": made["ARN"],
        },
    )
    account.missing(logging)
    wafv2.put_logging_configuration(LoggingConfiguration=dict(logging.properties))
    account.created(logging)
    fewer = {**logging.properties, "RedactedFields": logging.properties["RedactedFields"][:1]}
    wafv2.put_logging_configuration(LoggingConfiguration=fewer)
    account.differing(logging, "RedactedFields")
    wafv2.delete_logging_configuration(ResourceArn=made["ARN"])
    account.missing(logging)

    counted = {**rules[0], "OverrideAction": {"Count": {}}}
    lock = wafv2.get_web_acl(Name="edge", Scope="REGIONAL", Id=made["Id"])["LockToken"]
    changed = {**body, "DefaultAction": {"Block": {}}}
    wafv2.update_web_acl(**changed, Id=made["Id"], LockToken=lock, Rules=[counted, rules[1]])
    account.differing(acl, "DefaultAction.Allow", "Rules[1].OverrideAction.None")
    lock = wafv2.get_web_acl(Name="edge", Scope="REGIONAL", Id=made["Id"])["LockToken"]
    wafv2.delete_web_acl(Name="edge", Scope="REGIONAL", Id=made["Id"], LockToken=lock)
    account.missing(acl)


def test_what_a_rule_searches_for_is_read_as_text(stubs: Stubs) -> None:
    """The API has the text as bytes."""
    match = {
        "FieldToMatch": {"UriPath": {}},
        "PositionalConstraint": "CONTAINS",
        "TextTransformations": [{"Priority": 0, "Type": "NONE"}],
    }
    rule = {"Name": "Admin", "Priority": 0, "VisibilityConfig": _visibility("Admin")}

    def rules(text: str | bytes) -> list[dict[str, Any]]:
        return [{**rule, "Statement": {"ByteMatchStatement": {**match, "SearchString": text}}}]

    answer = {
        "Name": "edge",
        "Id": "1",
        "ARN": f"arn:aws:wafv2:{REGION}:{ACCOUNT}:regional/webacl/edge/1",
        "DefaultAction": {"Allow": {}},
        "Rules": rules(b"/admin"),
        "VisibilityConfig": _visibility("edge"),
    }
    stubs.answer("wafv2", "get_web_acl", {"WebACL": answer}, Name="edge", Scope="REGIONAL", Id="1")
    assert_created(Declared("AWS::WAFv2::WebACL", "edge|1|REGIONAL", {"Rules": rules("/admin")}), stubs.clients)
