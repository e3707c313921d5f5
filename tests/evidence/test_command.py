"""``lz evidence`` as a person or a pipeline calls it, against an emulator that is served on loopback."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from moto.server import ThreadedMotoServer
from typer.core import TyperGroup
from typer.main import get_command

from landing_zone.cli.commands import evidence
from landing_zone.cli.main import main
from landing_zone.evidence.registry import all_queries
from tests.conftest import Run

ONE = ("--query", "ebs_default_encryption", "--query", "s3_account_public_access", "--account", "cde-production")


@pytest.fixture(scope="module")
def served() -> Iterator[dict[str, str]]:
    """The environment variables of an emulator on loopback."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    _, port = server.get_host_and_port()
    url = f"http://localhost:{port}"
    yield {"AWS_ENDPOINT_URL": url, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    server.stop()


def test_collects_compares_and_says_that_it_was_an_emulator(
    run: Callable[..., Run],
    gated: Path,
    tmp_path: Path,
    served: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A collection prints what fails and ends with 1; the manifest names the emulator; a run equals itself."""
    out = ("--out", tmp_path / "runs")
    done = run("lz", "evidence", "collect", gated, *out, "--run", "r", *ONE, **served)
    assert done.code == 1, done.err
    assert "an emulator answered" in done.out
    assert "cde-production/eu-west-1 does not encrypt new volumes by default." in done.out
    assert "Account cde-production has no public access block." in done.out
    assert "3 queries in 1 account: 0 pass, 3 fail, 0 undetermined" in done.out
    assert "operating  NOT HELD      Of " in done.out
    assert "Accounts or queries were left out." in done.out
    assert done.out.splitlines()[-1] == "NOT HELD: operating, the worst stage that was asked"
    assert done.err == ""  # no progress without a terminal
    folder = tmp_path / "runs" / "r"
    assert json.loads((folder / "manifest.json").read_text())["settings"]["endpoint_url"] == served["AWS_ENDPOINT_URL"]
    for name, value in served.items():
        monkeypatch.setenv(name, value)
    assert _lz("evidence", "collect", gated, *out, "--resume", *ONE) == 1
    capsys.readouterr()
    assert _lz("evidence", "diff", folder, folder) == 0
    assert capsys.readouterr().out == "nothing changed\n"


def _lz(*arguments: str | Path) -> int:
    """Run ``lz`` in this process, which has its imports already."""
    with pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    return int(left.value.code or 0)


def test_wrong_input_is_told_without_a_traceback(
    gated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No assembly, no run, no credentials: exit code 2, one error, and what to do."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/none")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/none")
    for arguments, what in (
        (("collect", tmp_path), "error: "),
        (("diff", tmp_path, tmp_path), "there is no run of evidence here"),
        (("collect", gated, "--out", tmp_path, "--resume"), "there is no run of evidence"),
        (("collect", gated, "--out", tmp_path), "AWS does not accept the credentials"),
    ):
        assert _lz("evidence", *arguments) == 2
        printed = capsys.readouterr().err
        assert printed.startswith("error: ")
        assert what in printed
        assert "  fix " in printed


def test_lists_every_query(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """``lz evidence queries`` names each, and counts them."""
    monkeypatch.setenv("COLUMNS", "400")
    assert _lz("evidence", "queries") == 0
    printed = capsys.readouterr().out
    assert all(query.id in printed for query in all_queries())
    assert f"{len(all_queries())} queries" in printed


def test_the_guide_names_commands_that_exist(root: Path) -> None:
    """Every ``lz evidence`` command of the guide, and every option, is one that there is."""
    guide = (root / "docs" / "evidence.md").read_text(encoding="utf-8")
    group = get_command(evidence.app)
    assert isinstance(group, TyperGroup)
    assert set(re.findall(r"lz evidence ([a-z]+)", guide)) == set(group.commands)
    options = {name for command in group.commands.values() for option in command.params for name in option.opts}
    assert set(re.findall(r"`(--[a-z-]+)", guide)) <= options
