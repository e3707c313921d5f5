"""A CDK app that is not a landing zone is gated by three lines, from the wheel, in every way of synthesizing."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from landing_zone.errors import UserError
from landing_zone.files.policies_folder import policies_folder, policy_sources
from landing_zone.findings.finding import Status
from landing_zone.gate import judge

Run = Callable[..., Any]
APP = Path(__file__).with_name("any_app")
OPEN = {"PEERS": "0.0.0.0/0", "LEGACY": "1"}
STACKS = ("Shop-default", "Shop-qualifier", "Shop-cli-credentials", "Shop-legacy", "Test/Shop")
"""One for each way in which the CDK names a nested template, and one in a stage."""
TOPICS = {"Shop-default/Orders/Resource", "Test/Shop/Orders/Resource"}
PLAIN = (sys.executable, "app.py")
CLI = ("cdk", "synth", "--quiet", "--app", f"{sys.executable} app.py")


@pytest.fixture(scope="session")
def wheel(shared_folder: Path, root: Path, environment: dict[str, str]) -> Path | None:
    """What the wheel holds, to be imported in place of the checkout; ``None`` where the wheel is installed."""
    if os.environ.get("LZ_TEST_WHEEL"):
        return None
    folder = shared_folder / "wheel"
    with (shared_folder / "wheel.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            constraints = root / "requirements" / "build.txt"
            command = ["uv", "build", "--quiet", "--wheel", "--build-constraints", constraints, "--out-dir", folder]
            subprocess.run([str(part) for part in command], cwd=root, env=environment, check=True)
            zipfile.ZipFile(next(folder.glob("*.whl"))).extractall(folder / "site")
    return folder / "site"


@pytest.fixture
def shop(tmp_path: Path, run: Run, wheel: Path | None) -> Run:
    """A function that synthesizes the app in its own folder, far from the checkout."""
    folder = Path(shutil.copytree(APP, tmp_path / "shop"))

    def synthesize(*command: str, **variables: str) -> Any:
        path = {"PYTHONPATH": str(wheel)} if wheel else {}
        return run(*command, cwd=folder, **path, **variables)

    return synthesize


def assessment(tmp_path: Path) -> dict[str, Any]:
    """Return what the gate wrote beside the templates."""
    return dict(json.loads((tmp_path / "shop" / "cdk.out" / "assessment.json").read_text()))


def paths(assessed: dict[str, Any], kind: str, rule: str = "") -> set[str]:
    """Return the construct paths of the findings of a kind: failed, waived, passed."""
    resources = assessed["resources"]
    found = (f for check in assessed["checks"] if rule in check["rule"] for f in check[kind])
    return {resources[f["resource"]]["construct_path"] for f in found}


def test_an_app_with_its_own_waivers_and_controls_is_held(shop: Run, tmp_path: Path) -> None:
    """Its waiver covers resources of stacks and stages, and its own control is judged."""
    done = shop(*PLAIN)
    assert done.code == 0, done.err
    is_held(done, assessment(tmp_path))


def is_held(done: Any, assessed: dict[str, Any]) -> None:
    """Assert that the app as it is here is held, with what is said of it."""
    assert "HELD" in done.err
    assert assessed["verdict"]["held"]
    assert not assessed["of_this_zone"]
    assert not assessed["provenance"]["own_policies"]
    assert paths(assessed, "failed") == set()
    assert paths(assessed, "waived") == TOPICS
    (own,) = (c for c in assessed["controls"] if c["id"] == "shop-topics-named")
    assert own["status"] == "held"
    assert [waiver["id"] for waiver in assessed["waivers"]] == ["W-0001"]
    others = {stack["name"]: stack["synthesizer"] for stack in assessed["stacks"] if stack["synthesizer"]}
    assert others == {"Shop-cli-credentials": "CliCredentialsStackSynthesizer"}
    assert "deployed by CliCredentialsStackSynthesizer Shop-cli-credentials" in done.err


@pytest.mark.parametrize(
    "command", [PLAIN, (*CLI, "--no-asset-metadata", "--no-path-metadata")], ids=["plain", "without metadata"]
)
def test_a_nested_stack_opened_to_the_world_fails(shop: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    """In a stack and in a stage's stack, whichever synthesizer names the nested template."""
    done = shop(*command, **OPEN)
    assert done.code == 1, done.err
    assert "NOT HELD" in done.err
    assert "Traceback" not in done.err
    assert "deployed by LegacyStackSynthesizer Shop-legacy" in done.err
    assert paths(assessment(tmp_path), "failed", "sg-no-open-ssh-rdp") == {f"{stack}/Network/Admin" for stack in STACKS}


def test_without_policies_beside_the_app_nothing_is_waived(shop: Run, tmp_path: Path) -> None:
    """The wheel's own waivers are those of the example landing zone: they cover nothing else."""
    shutil.rmtree(tmp_path / "shop" / "policies")
    done = shop(*PLAIN)
    assert done.code == 1, done.err
    assessed = assessment(tmp_path)
    assert paths(assessed, "failed") == TOPICS
    assert assessed["waivers"] == []


def test_what_is_not_seen_and_a_waiver_that_covers_nothing_fail(shop: Run, tmp_path: Path) -> None:
    """A nested stack by an address elsewhere; and as in the landing zone, such a waiver would hide the next mistake."""
    app = tmp_path / "shop" / "app.py"
    elsewhere = "cdk.CfnStack(stacks[0], 'Away', template_url='https://s3.amazonaws.com/elsewhere/key.json')"
    app.write_text(app.read_text().replace("gate.synth(app)", f"{elsewhere}\ngate.synth(app)"))
    file = tmp_path / "shop" / "policies" / "waivers.yaml"
    file.write_text(
        file.read_text().replace("[Shop-default/Orders", "[Shop-default/Gone/Resource, Shop-default/Orders")
    )
    done = shop(*PLAIN)
    assert done.code == 1, done.err
    assert "gate::waiver-unused" in done.err
    assert "gate::not-judged" in done.err
    assert "Shop-default/Away" in done.err


def test_a_mistake_in_the_policies_is_the_users(shop: Run, tmp_path: Path) -> None:
    """Exit code 2, the file and the fix, and no verdict, though nothing was prepared before the app was built."""
    (tmp_path / "shop" / "policies" / "guardrails").mkdir()
    (tmp_path / "shop" / "cdk.out").mkdir()
    stale = tmp_path / "shop" / "cdk.out" / "assessment.json"
    stale.write_text('{"verdict": {"held": true}}')
    done = shop(*PLAIN)
    assert done.code == 2, done.err
    assert "policies/guardrails: nothing reads this" in done.err
    assert "Traceback" not in done.err
    assert not stale.exists(), "a verdict does not outlive a synth that fails"


@pytest.mark.parametrize(
    ("entries", "refused", "own"),
    [
        (["iam.json", "README.md"], "", False),
        (["iam.json", "waivers.yaml"], "", True),
        (["waivers.yaml", "proofs"], "proofs: nothing reads this", False),
        (["waiver.yaml"], "did you mean 'waivers.yaml'", False),
        (["control", "waivers.yaml"], "did you mean 'controls'", False),
        (["controls"], "controls: this cannot be read", False),
        (["CONTROLS", "waivers.yaml"], "did you mean 'controls'", False),
    ],
)
def test_a_folder_beside_an_app_may_hold_other_things(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entries: list[str], refused: str, own: bool
) -> None:
    """Many projects have a folder of that name; what could be taken for a part of ours is refused."""
    monkeypatch.delenv("LZ_POLICIES", raising=False)
    (tmp_path / "policies").mkdir()
    for name in entries:
        (tmp_path / "policies" / name).touch()
    if refused:
        with pytest.raises(UserError) as caught:
            policy_sources(beside=tmp_path)
        assert refused in caught.value.render()
    else:
        sources = policy_sources(beside=tmp_path)
        assert sources.own == (tmp_path / "policies" if own else None)
        assert sources.catalogue == policies_folder()
        if not own:
            with pytest.raises(UserError, match="holds no policies"):
                policy_sources(tmp_path / "policies")


def test_another_plugin_that_reports_something_is_not_swallowed(shop: Run, tmp_path: Path) -> None:
    """The gates hold, and the app's own plugin does not: the program fails as any CDK app does."""
    app = tmp_path / "shop" / "app.py"
    app.write_text(app.read_text().replace("gate.synth(app)", f"{PLUGIN}\ngate.synth(app)"))
    done = shop(*PLAIN)
    assert done.code == 2
    assert "HELD" not in done.err
    assert "shop::never" in done.err


PLUGIN = """
import jsii
@jsii.implements(cdk.IPolicyValidationPlugin)
class Refuses:
    name = property(lambda self: "shop")
    version = rule_ids = property(lambda self: None)
    def validate(self, context):
        resource = cdk.PolicyViolatingResource(locations=["here"], template_path=context.template_paths[0],
                                               resource_logical_id="OrdersA9B65338")
        violation = cdk.PolicyViolation(rule_name="never", description="no", fix="none", violating_resources=[resource])
        return cdk.PolicyValidationPluginReport(success=False, violations=[violation])
cdk.Validations.of(app).add_plugins(Refuses())
"""


ASSETS = """
from aws_cdk.aws_s3_assets import Asset
stage = cdk.Stage(cdk.Stage(app, "Outer"), "Inner")
Asset(stacks[0], "A", path="policies")
Asset(Shop(stage, "Deep"), "B", path="policies/controls")
"""


def test_what_an_earlier_synth_left_is_removed(shop: Run, tmp_path: Path) -> None:
    """Its stacks and assets, and nothing else; the assets of this one stay, those of a stage in a stage too.

    Under the CDK CLI the app is held as it is without.
    """
    out = tmp_path / "shop" / "cdk.out"
    app = tmp_path / "shop" / "app.py"
    plain = app.read_text()
    app.write_text(plain.replace("gate.synth(app)", f"{ASSETS}Shop(app, 'Old')\ngate.synth(app)"))
    assert shop(*CLI).code == 0
    assets = {entry.name for entry in out.iterdir() if entry.name.startswith("asset.")}
    assert len(assets) == 2
    (out / "notes.txt").write_text("of a person")
    app.write_text(plain)
    done = shop(*CLI)
    assert done.code == 0, done.err
    is_held(done, assessment(tmp_path))
    left = {entry.name for entry in out.iterdir()}
    assert not left & {"Old.template.json", "Old.assets.json", "assembly-Outer", *assets}
    assert left >= {"notes.txt", "Shop-default.template.json", "assembly-Test", "assessment.json"}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("import sys; sys.exit(0)", "left with 0 before it was judged"),
        ("pass", "ended before it was judged"),
        ("raise ValueError('a bug')", "ValueError: a bug"),
    ],
)
def test_a_program_without_a_verdict_ends_with_2(shop: Run, tmp_path: Path, body: str, said: str) -> None:
    """Within ``prepared()``, whatever code the program leaves with."""
    (tmp_path / "shop" / "early.py").write_text(f"from landing_zone import gate\nwith gate.prepared():\n    {body}\n")
    done = shop(sys.executable, "early.py")
    assert done.code == 2
    assert said in done.err


def test_the_line_that_made_a_resource_is_named(shop: Run, tmp_path: Path) -> None:
    """Where the app was built within ``prepared()``."""
    app = tmp_path / "shop" / "app.py"
    before, app_line, rest = app.read_text().partition("app = cdk.App()")
    body = "".join(f"    {line}\n" for line in (app_line + rest).splitlines())
    app.write_text(f"{before}with gate.prepared():\n{body}")
    assert shop(*PLAIN).code == 0
    sources = {f["source"] for check in assessment(tmp_path)["checks"] for f in check["waived"]}
    lines = app.read_text().splitlines()
    assert all(source.startswith("app.py:") for source in sources)
    assert {lines[int(source.partition(":")[2]) - 1].strip() for source in sources} == {
        'sns.Topic(stacks[0], "Orders")',
        'sns.Topic(Shop(cdk.Stage(app, "Test"), "Shop"), "Orders")',
    }


def test_findings_for_tests(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``judge`` takes an app or a path, prints nothing, and returns passes and failures."""
    import aws_cdk as cdk
    from aws_cdk import aws_sns as sns

    app = cdk.App(outdir=str(tmp_path / "cdk.out"), analytics_reporting=False)
    sns.Topic(cdk.Stack(app, "Shop"), "Orders")
    shutil.copytree(APP / "policies", tmp_path / "policies")
    waivers = tmp_path / "policies" / "waivers.yaml"
    waivers.write_text(waivers.read_text().replace("[Shop-default/", "[Shop/"))
    monkeypatch.setenv("LZ_AS_OF", "2026-12-01")
    findings = judge(app, policies=tmp_path / "policies")
    assert {f.status for f in findings} == {Status.PASS, Status.WAIVED}
    assert {f.construct_path for f in findings if f.status is Status.WAIVED} == {"Shop/Orders/Resource"}
    sns.Topic(cdk.Stack(app, "Late"), "Orders")
    with pytest.raises(RuntimeError):
        judge(app, policies=tmp_path / "policies")  # the CDK refuses: no old verdict is returned
    at_path = judge(tmp_path / "cdk.out", policies=tmp_path / "policies")
    assert set(at_path) == set(findings)
    loose = tmp_path / "loose.json"
    loose.write_text((tmp_path / "cdk.out" / "Shop.template.json").read_text())
    failed = {f.logical_id for f in judge(loose, policies=tmp_path / "policies") if f.status is Status.FAIL}
    assert failed == {"OrdersA9B65338"}, "a loose template has no construct paths for a waiver"
