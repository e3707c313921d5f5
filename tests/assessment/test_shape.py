"""What the zone's shape leaves out of a control is said by requirement, and no requirement reads better for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from landing_zone.assessment.model import Assessment, ControlStatus, RequirementEntry, RequirementStatus
from landing_zone.assessment.recompute import contradictions, rejudged
from landing_zone.assessment.shape import forged
from landing_zone.config.landing_zone import LandingZone

Build = Callable[..., Any]
Shaped = Callable[..., Assessment]
S, C = RequirementStatus, ControlStatus
GOOD = "pass checkov::KEY Logs/AKey"
SHARED = {"organisation": "The organisation reviews it each year."}
HANDED = {"contributes": "The diagram.", "documents": ["network-diagram"], **SHARED}
MIRROR = "the zone has no mirror Region (regions.mirror)"
TRAIL = "the trail existed before (existing.trail)"
DETECTOR = "GuardDuty's detector existed before (existing.detector)"
ASSERTION = "pass assertion::copy.copied Logs/Bucket"


def _needing(*needs: str, **more: Any) -> dict[str, Any]:
    """Return what makes a control of the tests one with a single assertion, which needs some features."""
    each = {"each": {"type": ["AWS::S3::Bucket"]}, "must": "BucketName"}
    stated = {"id": "copied", "description": "Each bucket is copied.", "needs": needs, **(more or each)}
    return {"rules": (), "assertions": [stated]}


@pytest.fixture
def shaped(judge: Build, control: Build, framework: Build, finding: Build, zone: LandingZone) -> Shaped:
    """Return a function that assesses requirement ``1`` in the example zone without a mirror, or with what existed."""

    def _shaped(
        controls: dict[str, dict[str, Any]],
        *findings: str,
        answerable: str = "infrastructure",
        answers: str = "1",
        existing: dict[str, Any] | None = None,
        more: dict[str, Any] | None = None,
    ) -> Assessment:
        snapshot = zone.snapshot()
        snapshot["existing"] |= existing or {}
        if existing is None:
            snapshot["regions"]["mirror"] = None
        found: Assessment = judge(
            framework(("1", answerable, more or {})),
            [control(id_, answers, **changes) for id_, changes in controls.items()],
            [finding(text) for text in findings],
            zone=LandingZone.model_validate(snapshot),
            snapshot=snapshot,
        )
        assert list(forged(found)) == []
        assert rejudged(found) == found
        return found

    return _shaped


def _requirement(assessment: Assessment) -> RequirementEntry:
    return assessment.frameworks[0].requirements[0]


def test_a_control_that_is_left_out_says_what_lacks(shaped: Shaped) -> None:
    """It has a status of its own, and its requirement says why; without ``needs`` nothing is said to lack."""
    found = shaped({"copy": _needing("mirror")})
    assert (found.controls[0].status, found.controls[0].lacks) == (C.NOT_IN_THIS_SHAPE, ("mirror",))
    assert found.checks[0].not_asked
    requirement = _requirement(found)
    assert requirement.status is S.NOT_MET
    assert requirement.missing == (f"'Control copy' is not in this shape: {MIRROR}",)
    assert requirement.why == f"Not in this shape, and no other control answers it: 'Control copy'; {MIRROR}."
    idle = shaped({"copy": _needing()})
    assert (idle.controls[0].status, idle.controls[0].lacks) == (C.NOT_APPLICABLE, ())


@pytest.mark.parametrize("answerable", ["infrastructure", "shared", "organisational"])
@pytest.mark.parametrize("more", [{}, {"inherited": "AWS's attestation covers it."}, HANDED])
@pytest.mark.parametrize("other", ["", "pass", "fail", "waived"])
@pytest.mark.parametrize("lacking", [_needing("mirror"), {**_needing("mirror"), "rules": ("checkov::COPY",)}])
def test_no_requirement_reads_better_for_what_lacks(
    shaped: Shaped, answerable: str, more: dict[str, Any], other: str, lacking: dict[str, Any]
) -> None:
    """Its status is that without the control, and never one that says that all is done; what lacks is always named."""
    if answerable != "infrastructure":
        more = {**SHARED, **more}
    findings = [f"{other} checkov::KEY Logs/AKey"] if other else []
    given: dict[str, Any] = {"key": {}} if other else {}
    without = _requirement(shaped(given, *findings, answerable=answerable, more=more))
    requirement = _requirement(shaped({**given, "copy": lacking}, *findings, answerable=answerable, more=more))
    assert requirement.status is (S.PARTLY_MET if without.status in (S.CHECKED, S.PROVEN) else without.status)
    assert f"'Control copy' is not in this shape: {MIRROR}" in requirement.missing
    if not other:
        assert f"ot in this shape{'' if requirement.status is S.NOT_MET else ': ' + MIRROR}" in requirement.why


@pytest.mark.parametrize("given", [GOOD, "waived checkov::KEY Logs/AKey"])
def test_a_control_with_a_part_that_lacks_is_not_held(shaped: Shaped, given: str) -> None:
    """What its title says is not so, whatever else of it passes; what fails of it still counts."""
    stated = {**_needing("mirror"), "rules": ("checkov::KEY",)}
    found = shaped({"copy": stated}, given)
    assert found.controls[0].status is C.NOT_IN_THIS_SHAPE
    assert _requirement(found).status is S.NOT_MET
    assert _requirement(found).missing[0] == f"'Control copy' is not in this shape: {MIRROR}"
    assert shaped({"copy": stated}, "fail checkov::KEY Logs/AKey").controls[0].status is C.NOT_HELD
    assert _requirement(shaped({"copy": {**_needing(), "rules": ("checkov::KEY",)}}, GOOD)).status is S.CHECKED


def test_a_watching_check_that_lacks_leaves_what_holds(shaped: Shaped) -> None:
    """It shows that a deviation would be found, and is not a part of what the control says; it is named too."""
    eye = {
        "id": "seen",
        "description": "Each environment is judged.",
        "needs": ["mirror"],
        "in_each_environment": {},
        "has": {"type": ["AWS::Config::ConfigRule"], "where": "Source.SourceIdentifier == 'ACCESS_KEYS_ROTATED'"},
        "watches": "ACCESS_KEYS_ROTATED",
    }
    stated = {"config_rules": ("ACCESS_KEYS_ROTATED",), "watched": "It is found if a key is old.", "assertions": [eye]}
    found = shaped({"key": stated}, GOOD)
    assert found.controls[0].status is C.HELD
    assert _requirement(found).status is S.PARTLY_MET
    assert _requirement(found).missing == (f"a part of 'Control key' is not in this shape: {MIRROR}",)


def test_a_control_is_left_out_in_some_environments(shaped: Shaped) -> None:
    """They are named by position; what holds elsewhere holds, and the requirement says that it is not everything."""
    accounts = {"detector": {"accounts": ["security", "network"]}}
    found = shaped({"copy": _needing("own-detector")}, ASSERTION, existing=accounts)
    control, check = found.controls[0], found.checks[0]
    assert (control.status, check.not_asked) == (C.HELD, False)
    names = ["network", "network", "security", "security"]
    assert [found.environments[position].name.partition("/")[0] for position in check.left_out] == names
    assert control.left_out == check.left_out
    assert _requirement(found).status is S.PARTLY_MET
    assert _requirement(found).missing == (
        f"'Control copy' is shown by no template in 4 environments: {DETECTOR}; only the running account shows it",
    )


def test_what_existed_before_is_asked_in_running_accounts(shaped: Shaped) -> None:
    """At best evidence at run time answers the requirement."""
    found = shaped({"copy": _needing("own-trail")}, existing={"trail": {"name": "a-trail"}})
    requirement = _requirement(found)
    assert found.controls[0].status is C.NOT_IN_THIS_SHAPE
    assert requirement.status is S.RUN_TIME_ONLY
    assert requirement.why == (
        f"Nothing in the templates holds it; only running accounts show what existed before, 'Control copy': {TRAIL}. "
        "This assessment holds no answer of theirs."
    )
    assert requirement.missing == (
        f"'Control copy' is shown by no template: {TRAIL}; only the running account shows it",
    )


def test_what_lacks_is_computed_again(shaped: Shaped) -> None:
    """One who hides it, claims it, or adds a result where nothing is asked, is found out."""
    partly = {"detector": {"accounts": ["security"]}}
    found = shaped({"copy": _needing("own-detector")}, ASSERTION, existing=partly)
    (check,) = found.checks
    others = [one for one in found.environments if one.name.partition("/")[0] == "network"]
    for update in (
        {"lacks": (), "left_out": ()},
        {"left_out": ()},
        {"left_out": check.left_out[:1]},
        {"lacks": ("own-detector", "own-trail")},
        {"elsewhere": (f"environment {found.environments[check.left_out[0]].account_id}/eu-west-1",)},
        {"elsewhere": (f"account {found.environments[check.left_out[0]].account_id}",)},
    ):
        changed = found.model_copy(update={"checks": (check.model_copy(update=update),)})
        assert list(forged(changed)), update
        assert contradictions(changed), update
    honest = check.model_copy(update={"elsewhere": (f"environment {others[0].account_id}/eu-west-1",)})
    assert list(forged(found.model_copy(update={"checks": (honest,)}))) == []


def test_a_check_that_is_asked_nowhere_has_no_result(shaped: Shaped) -> None:
    """Whatever it is."""
    found = shaped({"copy": _needing("mirror")})
    (check,) = found.checks
    for update in ({"passed": (0,)}, {"elsewhere": ("environment 1/eu-west-1",)}):
        changed = found.model_copy(update={"checks": (check.model_copy(update=update),)})
        assert list(forged(changed)) == [f"the check {check.rule} has results where it is not asked"]
