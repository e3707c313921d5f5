"""Accounts that share an identity, or do not fit their role, are refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from landing_zone.config import load_landing_zone
from landing_zone.errors import UserError
from stacks.landing_zone_stack import stack_name


@pytest.mark.parametrize("role", ["management", "log-archive", "security", "network"])
def test_a_mandatory_role_that_no_account_has_is_refused(
    mistakes: Callable[[dict[str, str]], list[UserError]], role: str
) -> None:
    """Without any one of the central accounts nothing is built; the answer says which role is missing."""
    found = mistakes({f"    role: {role}\n": "    role: workload\n    data_classes: [internal]\n"})
    missing = [error for error in found if "no account has the role" in error.what]
    assert [error.what for error in missing] == [f"no account has the role '{role}'"]
    assert missing[0].line > 0
    assert missing[0].allowed == f"exactly one account with 'role: {role}'" + (
        f", or with '{role}' in 'also'" if role != "management" else ""
    )
    shared = ", or the role to another, as in examples/small-organisation.yaml" if role != "management" else ""
    assert missing[0].fix == f"add the {role} account{shared}"


def test_a_mandatory_role_taken_twice_is_refused(mistakes: Callable[[dict[str, str]], list[UserError]]) -> None:
    """The second account is named with the first, and the role that is now missing too."""
    found = mistakes({"    role: network\n": "    role: security\n"})
    found = [error for error in found if "owns no network of others" not in error.what]
    assert [error.what for error in found] == [
        "no account has the role 'network'",
        "the account 'network' has the role 'security', as the account 'security' has",
    ]
    assert (found[1].value, found[1].allowed) == ("security", "exactly one account with 'role: security'")
    assert found[1].fix == "give one of them another role"


def test_an_account_name_taken_twice_is_refused(mistakes: Callable[[dict[str, str]], list[UserError]]) -> None:
    """Names are how the rest of the file refers to accounts."""
    found = mistakes({"- name: shared-staging\n": "- name: shared-production\n"})
    assert found[0].what == "the account 'shared-production' has the name of the account 'shared-production'"
    assert (found[0].value, found[0].allowed) == ("shared-production", "one that no other account has")


def test_stacks_of_two_accounts_under_one_name_are_refused(
    mistakes: Callable[[dict[str, str]], list[UserError]],
    changed: Callable[[dict[str, str]], Path],
) -> None:
    """A new account may not take the name that the stacks of a renamed one keep."""
    line = "    owner: payments\n    internet_facing: true # gets a web ACL\n"
    (found,) = mistakes({line: f"{line}    stacks_named: shared-staging\n"})
    assert found.what == (
        "the stacks of the account 'cde-production' have the names of those of the account 'shared-staging'"
    )
    assert (found.value, found.allowed) == ("shared-staging", "a name that no other account's stacks have")
    assert found.line > 0
    assert found.fix
    zone = load_landing_zone(changed({line: f"{line}    stacks_named: cards\n"}))
    environment = next(one for one in zone.environments() if one.account.name == "cde-production")
    assert stack_name("Baseline", environment) == f"Baseline-cards-{environment.region}"


def test_a_misspelt_role_is_told_once(mistakes: Callable[[dict[str, str]], list[UserError]]) -> None:
    """It is not called missing as well, since it is clear which account was meant."""
    found = mistakes({"    role: log-archive\n": "    role: log-archiv\n"})
    assert [(error.what, error.value) for error in found] == [
        ("accounts[1].role: 'log-archiv' is not allowed here", "log-archiv")
    ]
    assert found[0].allowed == "management, log-archive, security, network, workload"
    assert found[0].fix == "did you mean 'log-archive'?"


def test_each_wrong_field_of_an_account_is_told_with_the_others(
    mistakes: Callable[[dict[str, str]], list[UserError]],
) -> None:
    """A bad e-mail address does not hide that the same account is in no unit and shares an id."""
    found = mistakes(
        {
            "aws+shared-staging@example.com\n    unit: Workloads Staging": "no-mail\n    unit: Nowhere",
            '"101010101010"': '"999999999999"',
        }
    )
    assert [error.what for error in found] == [
        "the account 'shared-staging' has the id of the account 'shared-production'",
        "accounts[9].email: this is not an e-mail address that AWS accepts",
        "the account 'shared-staging' is in the unit 'Nowhere', which is not declared",
    ]
