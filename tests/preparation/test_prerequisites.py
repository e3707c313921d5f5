"""The prerequisites as data: every call, parameter, error code and field of an answer is one that AWS has."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError, UnknownServiceError
from botocore.model import OperationNotFoundError
from botocore.validate import validate_parameters
from policy_sentry.querying.actions import get_action_data

from landing_zone.catalogue.features import FEATURES
from landing_zone.config import LandingZone, Role, load_landing_zone
from landing_zone.errors import CombinedUserError
from landing_zone.evidence.auditor import AUDITOR_ROLE
from landing_zone.preparation.ask import Asker, Status
from landing_zone.preparation.expressions import arguments_of, value_of
from landing_zone.preparation.load import load_preparation
from landing_zone.preparation.model import Fix, Prerequisite, Question
from landing_zone.preparation.permissions import (
    SESSION_POLICY_CHARACTERS,
    asked_actions,
    operation,
    policy_of,
    run_actions,
    session_policy,
)
from landing_zone.preparation.places import Item, items_of, stack_in
from stacks.composition import PLACEMENTS
from stacks.landing_zone_stack import stack_name
from stacks.names import LOG_GROUPS, Names
from tests.configurations import example, without_mirror

ROOT = Path(__file__).parents[2]
POLICIES = ROOT / "policies"
PARTS = load_preparation(POLICIES)
ALL = [one for part in PARTS for one in part.prerequisites]
GENERIC = {"ValidationError"}
"""Codes of errors that a service returns for any operation, so that its model does not list them."""
ZONES = [ROOT / "landing-zone.yaml", *sorted((ROOT / "examples").glob("*.yaml"))]

each = pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)


class Known(dict[str, Any]):
    """An answer in which a key that AWS does not return is a mistake, not null."""

    def get(self, key: str, default: Any = None) -> Any:
        """Refuse an unknown key."""
        if key not in self:
            raise AssertionError(f"AWS returns no '{key}', but {sorted(self)}")
        return self[key]


Known.__name__ = "dict"  # JMESPath distinguishes types by their names


def sample(shape: Any, depth: int = 0) -> Any:
    """A value of a shape of botocore, with each key that it can have."""
    if shape is None:
        return Known()
    if shape.type_name == "structure":
        return Known({name: sample(member, depth + 1) for name, member in shape.members.items()} if depth < 8 else {})
    if shape.type_name == "list":
        return [sample(shape.member, depth + 1)] if depth < 8 else []
    if shape.type_name in ("integer", "long", "double", "float"):
        return 7
    return {"boolean": True, "map": {}}.get(shape.type_name, shape.enum[0] if getattr(shape, "enum", ()) else "12")


@cache
def zone_of(path: Path) -> LandingZone:
    """A configuration that comes with the project."""
    return load_landing_zone(path)


@cache
def places() -> dict[str, Item]:
    """The first place of each prerequisite, in the first configuration that has one."""
    found: dict[str, Item] = {}
    one_region = without_mirror(example())
    for unit in one_region["organisational_units"]:
        del unit["id"]
    for zone in (*map(zone_of, ZONES), LandingZone.model_validate(one_region)):
        for item in items_of(PARTS, zone, POLICIES):
            found.setdefault(item.prerequisite.id, item)
    return found


def scopes(item: Item) -> Iterator[dict[str, Any]]:
    """What expressions see, with an answer to each question, and without, in all combinations."""
    questions = item.prerequisite.ask
    answers = [[sample(operation(q.service, q.call).output_shape), *([None] if q.none else [])] for q in questions]
    for chosen in itertools.product(*answers):
        yield {**item.scope, **{q.call: answer for q, answer in zip(questions, chosen, strict=True)}}


@each
def test_each_call_is_one_that_aws_has(one: Prerequisite) -> None:
    """Operation, parameters and their types, codes of errors, and the fields of answers."""
    item = places()[one.id]
    calls: list[Question | Fix] = [*one.ask, *([one.fix] if one.fix and one.fix.call else [])]
    for scope in scopes(item):
        value_of(one.met, scope)
        for call in calls:
            model = operation(call.service or "", call.call or "")
            arguments = arguments_of(call.arguments, scope)
            if model.input_shape is not None and set(model.input_shape.required_members) <= set(arguments):
                validate_parameters(arguments, model.input_shape)
            else:
                assert None in [scope[q.call] for q in one.ask] or not arguments
    for call in calls:
        model = operation(call.service or "", call.call or "")
        known = {s.metadata.get("error", {}).get("code", s.name) for s in model.error_shapes} | GENERIC
        codes = {*(getattr(call, "none", None) or ()), *(getattr(call, "done", None) or ())}
        codes = {code.partition(": ")[0] for code in codes}
        assert codes <= known, f"{call.call} has {sorted(known)}"


def test_a_misspelt_call_is_found() -> None:
    """The models of botocore know neither; a field of an answer that does not exist is a mistake."""
    with pytest.raises(UnknownServiceError):
        operation("organisations", "ListRoots")
    with pytest.raises(OperationNotFoundError):
        operation("organizations", "ListRoot")
    with pytest.raises(AssertionError, match="AWS returns no 'Root'"):
        value_of("ListRoots.Root[0]", {"ListRoots": sample(operation("organizations", "ListRoots").output_shape)})


def test_mistakes_in_a_file_have_their_line(tmp_path: Path) -> None:
    """Each with what is allowed and the fix: an unknown function, a feature, no time, a call that writes."""
    folder = tmp_path / "preparation"
    folder.mkdir()
    text = (POLICIES / "preparation" / "50-after.yaml").read_text(encoding="utf-8")
    for old, new in (
        ("lacks: [mirror]", "lacks: [miror]"),
        ("    after: Security\n", ""),
        ("call: DescribeVpcs", "call: DeleteVpc"),
        ('met: "!(DescribeVpcs.Vpcs)"', 'met: "lenght(DescribeVpcs.Vpcs)"'),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    (folder / "50-after.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(CombinedUserError) as raised:
        load_preparation(tmp_path)
    shown = raised.value.render()
    for expected in ("did you mean 'mirror'?", "one of 'before', 'made_by' and 'after'", "did you mean 'length'?"):
        assert expected in shown
    assert all(error.line for error in raised.value.errors)
    assert len(raised.value.errors) == 4


@each
def test_each_stack_that_is_named_is_one_of_the_zone(one: Prerequisite) -> None:
    """In the table of the composition, or the bootstrap."""
    kinds = {placement.stack.__name__ for placement in PLACEMENTS} | {"bootstrap"}
    assert {one.before, one.made_by, one.after} - {None} <= kinds
    assert set(one.needs) | set(one.lacks) <= set(FEATURES)


def test_names_are_those_that_the_stacks_give() -> None:
    """The engine knows no stack; what it says of their names is compared here."""
    zone = zone_of(ROOT / "landing-zone.yaml")
    names = Names(zone)
    for environment in zone.environments():
        assert stack_in("Baseline", environment) == stack_name("Baseline", environment)
    text = {path.name: path.read_text(encoding="utf-8") for path in (POLICIES / "preparation").glob("*.yaml")}
    assert f"'-{names.alert_topic.removeprefix(zone.organisation.slug + '-')}'" in text["50-after.yaml"]
    assert f"[slug, '{names.trail.removeprefix(zone.organisation.slug + '-')}']" in text["30-collisions.yaml"]
    assert f"'{AUDITOR_ROLE}'" in text["30-collisions.yaml"]
    assert f"'{LOG_GROUPS}'" in text["30-collisions.yaml"]


def test_every_question_only_reads() -> None:
    """By IAM's access levels; what could hold data is limited to the bootstrap's version."""
    actions = asked_actions(PARTS)
    assert len(actions) > 30
    levels = {}
    for action in actions:
        service, _, name = action.partition(":")
        data = get_action_data(service, name)
        levels[action] = data[service][0]["access_level"] if data else "unknown to policy_sentry"
    assert {action: level for action, level in levels.items() if level not in ("Read", "List")} == {}
    statements = policy_of(actions)["Statement"]
    assert [s["Resource"] for s in statements if "ssm:GetParameter" in s["Action"]] == [
        "arn:*:ssm:*:*:parameter/cdk-bootstrap/*"
    ]


def test_sessions_in_accounts_may_do_no_more_than_is_asked() -> None:
    """Whatever the assumed role may; the policy fits, and has nothing that `lz prepare` alone may do."""
    policy = session_policy(asked_actions(PARTS))
    assert len(policy) <= SESSION_POLICY_CHARACTERS
    assert len(session_policy(run_actions(PARTS))) <= SESSION_POLICY_CHARACTERS
    assert not set(asked_actions(PARTS)) & set(run_actions(PARTS))
    assert "sts:AssumeRole" not in policy
    with pytest.raises(ValueError, match="characters of 2048"):
        session_policy([f"organizations:Describe{number}" for number in range(100)])


def test_shapes_are_asked_for_what_they_have() -> None:
    """One account asks for no organisation; what exists already is not asked to be absent, but to be there."""
    asked = {path.stem: {i.prerequisite.id for i in items_of(PARTS, zone_of(path), POLICIES)} for path in ZONES}
    assert not {"organisation", "membership", "trusted-access", "policy-types"} & asked["single-account"]
    assert {"bootstrap", "regions-enabled", "recorder-free", "detector-on"} <= asked["single-account"]
    tower = zone_of(ROOT / "examples" / "control-tower.yaml")
    by_account = {(i.prerequisite.id, i.environment.account.name) for i in items_of(PARTS, tower, POLICIES)}
    for account in tower.accounts:
        governed = Role.MANAGEMENT not in account.roles
        assert (("recorder-there", account.name) in by_account) is governed
        assert (("recorder-free", account.name) in by_account) is not governed


def test_kinds_of_policy_are_those_that_the_zone_attaches() -> None:
    """What is asked follows the guardrails' files; Inspector's policy is none of them."""
    kinds = {json.loads(path.read_text())["type"] for path in (POLICIES / "guardrails").glob("*.json")}
    items = items_of(PARTS, zone_of(ROOT / "landing-zone.yaml"), POLICIES)
    assert {item.label for item in items if item.prerequisite.id == "policy-types"} == kinds | {"INSPECTOR_POLICY"}


@pytest.mark.parametrize(
    ("code", "message", "expected"),
    [
        ("AccessDeniedException", "Macie is not enabled", Status.MET),
        ("AccessDeniedException", "User is not authorized to perform macie2:GetMacieSession", Status.NOT_ASKED),
        ("ResourceNotFoundException", "none", Status.MET),
    ],
)
def test_a_refused_call_is_not_the_answer_that_macie_is_off(code: str, message: str, expected: Status) -> None:
    """Both have the same code: the message says which it is."""
    refused = ClientError({"Error": {"Code": code, "Message": message}}, "GetMacieSession")

    class Service:
        def can_paginate(self, _method: str) -> bool:
            return False

        def get_macie_session(self) -> None:
            raise refused

        def describe_stacks(self, **_: Any) -> None:
            raise ClientError({"Error": {"Code": "ValidationError", "Message": "no such stack"}}, "DescribeStacks")

    assert Asker(lambda *_: Service()).ask(places()["macie-free"]).status is expected
