"""``lz bootstrap``: the commands that it prints, and what it does with what they answer."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from landing_zone.cli.main import app
from landing_zone.deployment import run_bootstraps as running
from landing_zone.deployment.bootstraps import EnvironmentBootstrap, read_bootstraps
from landing_zone.deployment.run_bootstraps import Credentials, run_bootstraps
from landing_zone.errors import UserError
from landing_zone.rehearsal.cdk import CdkCli
from landing_zone.rehearsal.server import Emulator

STAND_IN = """
import json, os, pathlib, sys
names = ("AWS_REGION", "AWS_PROFILE", "AWS_SESSION_TOKEN", "CI")
said = {"arguments": sys.argv[1:], **{name: os.environ.get(name) for name in names}}
with open(sys.argv[0] + ".log", "a") as log:
    log.write(json.dumps(said) + "\\n")
if "eu-central-1" in sys.argv[2]:
    print("Bootstrap stack already exists, containing 'A'. Not overwriting it with a template containing 'B'")
if "222222222222" in sys.argv[2]:
    sys.exit("no rights")
"""


@pytest.fixture
def printed(gated: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Run the command in this process, and return what it prints."""

    def run(*arguments: str) -> str:
        app(["bootstrap", str(gated), *arguments], standalone_mode=False)
        return capsys.readouterr().out

    return run


def test_it_prints_a_command_for_each_environment(gated: Path, printed: Callable[..., str]) -> None:
    """The management account first, each account's home before its mirror; nothing is run."""
    lines = printed().splitlines()
    commands = [shlex.split(line) for line in lines if line.startswith("cdk bootstrap ")]
    assert [command[2] for command in commands] == [one.environment for one in read_bootstraps(gated).environments]
    assert commands[0][2:4] == ["aws://111111111111/eu-west-1", "--template"]
    assert commands[1][2] == "aws://111111111111/eu-central-1"
    for command in commands:
        assert Path(command[4]).is_file()
        assert command[5:] == [
            "--qualifier",
            "hnb659fds",
            "--bootstrap-customer-key",
            "--no-previous-parameters",
            "--termination-protection",
        ]
    assert len([line for line in lines if line.startswith("# ")]) == 10


def test_it_says_with_whose_credentials(printed: Callable[..., str]) -> None:
    """By a profile for each account, or by a role in each."""
    lines = printed("--account", "security", "--profile", "zone-{account}-{id}").splitlines()
    assert lines[0] == "# security: account 333333333333, by the profile zone-security-333333333333"
    assert [line.split()[0] for line in lines[1:]] == ["AWS_PROFILE=zone-security-333333333333"] * 2
    assert "as arn:aws:iam::333333333333:role/Enter," in printed("--account", "security", "--role-name", "Enter")


@pytest.mark.parametrize(
    ("arguments", "what", "fix"),
    [
        (("--account", "securty"), "no stack is deployed in an account of this name", "did you mean 'security'?"),
        (("--profile", "zone-{name}"), "the name of the profiles has a placeholder that there is not", "--profile"),
        (("--profile", "a", "--role-name", "b"), "an account is entered by a role or by a profile", "leave one out"),
    ],
)
def test_a_mistake_is_told(printed: Callable[..., str], arguments: tuple[str, ...], what: str, fix: str) -> None:
    """With what is allowed, and the fix; nothing is run."""
    with pytest.raises(UserError) as caught:
        printed(*arguments)
    assert caught.value.what == what
    assert fix in caught.value.fix
    assert caught.value.allowed


def test_what_fails_in_one_environment_stops_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bootstrap stack that the CDK CLI leaves as it is has failed too, though the CLI says 0."""
    stand_in = tmp_path / "cdk.py"
    stand_in.write_text(STAND_IN, encoding="utf-8")
    monkeypatch.setattr(running, "cdk_command", lambda: [sys.executable, str(stand_in)])
    template = tmp_path / "bootstrap.template.json"
    template.touch()
    places = [("111111111111", "eu-west-1"), ("222222222222", "eu-west-1"), ("333333333333", "eu-central-1")]
    environments = [EnvironmentBootstrap(f"n{id_[0]}", id_, region, template) for id_, region in places]
    console = Console(file=(tmp_path / "said").open("w"))
    outcomes = run_bootstraps(environments, "own", Credentials(profile="p-{id}"), console, force=True)
    assert [one.name for one in outcomes] == ["n1/eu-west-1", "n2/eu-west-1", "n3/eu-central-1"]
    assert outcomes[0].failure == ""
    assert "code 1" in outcomes[1].failure
    assert "no rights" in outcomes[1].failure
    assert "Not overwriting it" in outcomes[2].failure
    assert "--force" in outcomes[2].failure
    calls = [json.loads(line) for line in Path(f"{stand_in}.log").read_text(encoding="utf-8").splitlines()]
    assert [call["AWS_PROFILE"] for call in calls] == [f"p-{id_}" for id_, _ in places]
    assert [call["AWS_REGION"] for call in calls] == [region for _, region in places]
    assert all(call["CI"] == "true" and "--force" in call["arguments"] for call in calls)


@pytest.mark.slow
def test_it_replaces_the_cdks_own_bootstrap_when_told_to(
    gated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the real CDK CLI, entering a member account by its role; not without --force.

    ECR cannot change the encryption of a repository, so CloudFormation makes another: its name has to be another too.
    """
    console = Console(file=(tmp_path / "said").open("w"))
    (here,) = [one for one in read_bootstraps(gated).environments if one.environment == "aws://333333333333/eu-west-1"]
    template = tmp_path / "bootstrap.template.json"
    template.write_text(here.template.read_text("utf-8").replace("-container-assets-", "-images-"), "utf-8")
    environments = [replace(here, template=template)]
    credentials = Credentials(role_name="OrganizationAccountAccessRole")
    with Emulator(gated, tmp_path) as emulator:
        for name, value in emulator.environment("eu-west-1").items():
            monkeypatch.setenv(name, value)
        monkeypatch.delenv("AWS_PROFILE", raising=False)
        CdkCli(emulator.environment("eu-west-1"), tmp_path, "111111111111").bootstrap([here.environment])
        failures = [
            run_bootstraps(environments, "hnb659fds", credentials, console, force=force)[0].failure
            for force in (False, True, False)
        ]
    assert "Bootstrap stack already exists" in failures[0]
    assert failures[1:] == ["", ""]
