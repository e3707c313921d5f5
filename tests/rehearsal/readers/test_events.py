"""Event buses and rules, made and changed by EventBridge's own API."""

from __future__ import annotations

import json

from tests.rehearsal.readers.account import ACCOUNT, REGION, Account, Declared

BUS_ARN = f"arn:aws:events:{REGION}:{ACCOUNT}:event-bus/findings"


def test_a_bus_and_its_policy_are_read(account: Account) -> None:
    """A statement of the bus's policy that another replaced by one under the same name differs."""
    events = account.client("events")
    bus = Declared("AWS::Events::EventBus", "findings", {"Name": "findings"})
    account.missing(bus)
    events.create_event_bus(Name="findings")
    account.created(bus)
    account.differing(Declared(bus.type, "findings", {"Name": "others"}), "Name")
    statement = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "events:PutEvents",
        "Resource": BUS_ARN,
        "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-example0001"}},
    }
    policy = Declared(
        "AWS::Events::EventBusPolicy",
        "policy",
        {"EventBusName": "findings", "StatementId": "Sends", "Statement": statement},
    )
    account.missing(policy)
    for condition in ("o-example0001", "o-another0001"):
        stored = {**statement, "Sid": "Sends", "Condition": {"StringEquals": {"aws:PrincipalOrgID": condition}}}
        document = {"Version": "2012-10-17", "Statement": [stored]}
        events.put_permission(EventBusName="findings", Policy=json.dumps(document))
        if condition == "o-example0001":
            account.created(policy)
    account.differing(policy, "Statement")
    events.delete_event_bus(Name="findings")
    account.missing(bus)
    account.missing(policy)


def test_a_rule_is_read_with_its_targets(account: Account) -> None:
    """A rule that is switched off, or lost a target, sends no findings."""
    events = account.client("events")
    events.create_event_bus(Name="findings")
    pattern = {"source": ["aws.guardduty"], "detail-type": ["GuardDuty Finding"]}
    targets = [{"Arn": f"arn:aws:sns:{REGION}:{ACCOUNT}:{name}", "Id": name} for name in ("one", "two")]
    for bus, physical_id in ((None, "alerts"), ("findings", "findings|alerts")):
        on_bus = {"EventBusName": bus} if bus else {}
        events.put_rule(Name="alerts", EventPattern=json.dumps(pattern), State="ENABLED", **on_bus)
        events.put_targets(Rule="alerts", Targets=targets[::-1], **on_bus)
        rule = Declared(
            "AWS::Events::Rule",
            physical_id,
            {"EventPattern": pattern, "State": "ENABLED", "Targets": targets, **on_bus},
        )
        account.created(rule)
        events.disable_rule(Name="alerts", **on_bus)
        events.remove_targets(Rule="alerts", Ids=["one"], **on_bus)
        account.differing(rule, "State", "Targets")
        events.remove_targets(Rule="alerts", Ids=["two"], **on_bus)
        events.delete_rule(Name="alerts", **on_bus)
        account.missing(rule)
