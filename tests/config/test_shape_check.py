"""The shapes of a zone: one account by itself, and an organisation whose accounts share roles."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from landing_zone.config import LandingZone, Role, load_landing_zone
from landing_zone.errors import CombinedUserError, UserError

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
SINGLE, SMALL = "single-account.yaml", "small-organisation.yaml"
_ALSO = "    also: [management, log-archive, security, network]\n"
_ORGANISATION = "  slug: examplenotes\n  id: o-examplenotes1\n"
_MANAGEMENT = "    email: aws+management@example.com\n"


def mistakes(tmp_path: Path, example: str, changes: dict[str, str]) -> list[UserError]:
    """Return what is said of an example once it is changed."""
    text = (EXAMPLES / example).read_text(encoding="utf-8")
    for old, new in changes.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    file = tmp_path / "landing-zone.yaml"
    file.write_text(text, encoding="utf-8")
    try:
        load_landing_zone(file)
    except CombinedUserError as error:
        return error.errors
    return []


@pytest.mark.parametrize("file", sorted(EXAMPLES.glob("*.yaml")), ids=lambda file: file.stem)
def test_each_shipped_example_is_a_configuration(file: Path) -> None:
    """It loads, says how to take it, and each of the four fixed roles has one holder."""
    zone = load_landing_zone(file)
    assert f"cp examples/{file.name} landing-zone.yaml" in file.read_text(encoding="utf-8")
    for role in (Role.MANAGEMENT, Role.LOG_ARCHIVE, Role.SECURITY, Role.NETWORK):
        assert [a for a in zone.accounts if role in a.roles] == [zone.account_with_role(role)]


@pytest.mark.parametrize("file", sorted(EXAMPLES.glob("*.yaml")), ids=lambda file: file.stem)
def test_a_shipped_example_stops_for_nothing_that_the_waivers_do_not_know(file: Path, zone: LandingZone) -> None:
    """The shipped waivers follow the example: what is advice there has no waiver in another shape."""
    assert load_landing_zone(file).gate.rules <= zone.gate.rules


def test_one_account_has_one_region_and_no_unit() -> None:
    """Without an organisation and a mirror, there is one environment with every role."""
    zone = load_landing_zone(EXAMPLES / SINGLE)
    assert [e.name for e in zone.environments()] == ["main/eu-west-1"]
    assert set(zone.accounts[0].roles) == set(Role)
    assert (zone.organisation.id, zone.regions.mirror, zone.accounts[0].unit) == (None, None, None)


@pytest.mark.parametrize(
    ("example", "changes", "what", "value", "allowed", "fix"),
    [
        pytest.param(
            SINGLE, {"  slug: examplenotes\n": _ORGANISATION}, "the organisation's id is given without its root",
            "o-examplenotes1", "both, or neither for an account without an organisation",
            "`aws organizations list-roots` prints", id="an id without a root",
        ),
        pytest.param(
            SINGLE, {"  slug: examplenotes\n": _ORGANISATION + "  root: r-note\n"},
            "one account is not a zone in an organisation", "", "accounts with the roles management, log-archive",
            "start from examples/single-account.yaml", id="one account in an organisation",
        ),
        pytest.param(
            SINGLE, {_ALSO: "    also: [management, security]\n"},
            "without an organisation the one account has every role, and here some are missing",
            "workload, management, security",
            "'role: workload' with 'also: [management, log-archive, security, network]'",
            "as in examples/single-account.yaml", id="one account without all roles",
        ),
        pytest.param(
            SINGLE, {"    role: workload\n" + _ALSO:
                     "    role: management\n    also: [workload, log-archive, security, network]\n"},
            "the one account is for workloads, and has the other roles besides",
            "management, workload, log-archive, security, network",
            "'role: workload' with 'also: [management, log-archive, security, network]'",
            "as in examples/single-account.yaml", id="one account with its roles in another order",
        ),
        pytest.param(
            SINGLE, {"retention:\n": "guardrails: {region-deny: [Root]}\nretention:\n"},
            "there are guardrails, and no organisation that could have them", "region-deny",
            "a file without guardrails", "remove them", id="guardrails without an organisation",
        ),
        pytest.param(
            SINGLE, {"retention:\n": "existing: {control_tower: true}\nretention:\n"},
            "AWS Control Tower governs an organisation, and there is none", "true",
            "false, or no line", "as in examples/control-tower.yaml", id="Control Tower without an organisation",
        ),
        pytest.param(
            SINGLE, {_ALSO: _ALSO + "    unit: Production\n"}, "'main' is in a unit, and there is no organisation",
            "Production", "an account without 'unit'", "remove the line", id="a unit without an organisation",
        ),
        pytest.param(
            SINGLE, {"accounts:\n  -": "organisational_units: [{name: One, purpose: Two}]\naccounts:\n  -"},
            "there are organisational units, and no organisation", "", "a file without organisational_units",
            "remove them", id="units without an organisation",
        ),
        pytest.param(
            SINGLE, {"accounts:\n  -": "existing: {control_tower: true}\naccounts:\n  -"},
            "AWS Control Tower governs an organisation, and the configuration has none", "true",
            "true with organisation.id and organisation.root", "remove the line", id="Control Tower over nothing",
        ),
        pytest.param(
            SMALL, {"  id: o-exampleshop # aws organizations describe-organization\n": "",
                    "  root: r-shop # aws organizations list-roots\n": ""},
            "there are 4 accounts, and no organisation that they are in", "",
            "'id' and 'root' of the organisation; only one account by itself has none",
            "for one account start from examples/single-account.yaml", id="accounts without an organisation",
        ),
        pytest.param(
            SMALL, {"    role: management\n": "    role: management\n    also: [network]\n",
                    "    also: [log-archive, network]\n": "    also: [log-archive]\n"},
            "'management' has the role 'management' and others: the guardrails (service control policies) do not bind "
            "it", "management, network", "log-archive, security, network may share one account",
            "as in examples/small-organisation.yaml", id="management shares",
        ),
        pytest.param(
            SMALL, {"    also: [log-archive, network]\n": "    also: [log-archive, network, workload]\n"},
            "'audit' has the role 'workload' and others: who can change an application could then change logs",
            "security, log-archive, network, workload", "'role: workload' alone",
            "give the other roles to an account of their own", id="a workload shares",
        ),
        pytest.param(
            SMALL, {"    also: [log-archive, network]\n": "    also: [log-archive, network, network]\n"},
            "'audit' has the role 'network' twice", "network", "each role once", "remove one", id="a role twice",
        ),
        pytest.param(
            SMALL, {"    also: [log-archive, network]\n": "    also: [network]\n"},
            "no account has the role 'log-archive'", "", "or with 'log-archive' in 'also'",
            "or the role to another", id="a role that no account has",
        ),
        pytest.param(
            SMALL, {_MANAGEMENT + "    unit: Root\n": _MANAGEMENT}, "'management' is in no organisational unit", "",
            "for the management account 'unit: Root'", "add the unit that it is in", id="no unit in an organisation",
        ),
    ],
)  # fmt: skip
def test_a_wrong_shape_is_refused(
    tmp_path: Path, example: str, changes: dict[str, str], what: str, value: str, allowed: str, fix: str
) -> None:
    """The answer names the line, the value, what is allowed and the fix."""
    found = [error for error in mistakes(tmp_path, example, changes) if what in error.what]
    assert len(found) == 1, [error.what for error in mistakes(tmp_path, example, changes)]
    assert found[0].line > 0
    assert found[0].value == value
    assert allowed in found[0].allowed
    assert fix in found[0].fix


def test_without_a_mirror_no_mistake_elsewhere_names_one(tmp_path: Path) -> None:
    """A wrong line beside it does not make a mirror of a placeholder: one mistake is one answer."""
    found = mistakes(tmp_path, SINGLE, {"  allowed: [eu-west-1, us-east-1]\n": "  allowed: [eu-west-1, nowhere-1]\n"})
    assert ["nowhere-1" in error.value for error in found] == [True]


def test_a_zone_without_networks_needs_no_address_plan(tmp_path: Path) -> None:
    """Serverless is ordinary: the whole part can be left out."""
    text = (EXAMPLES / SINGLE).read_text(encoding="utf-8")
    data = yaml.safe_load(text)
    del data["addresses"]
    file = tmp_path / "landing-zone.yaml"
    file.write_text(yaml.safe_dump(data), encoding="utf-8")
    zone = load_landing_zone(file)
    assert [zone.vpc_cidr(environment) for environment in zone.environments()] == [None]
