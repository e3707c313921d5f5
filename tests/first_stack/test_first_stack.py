"""The guide's first stack: what it shows is what is judged, held with the zone, and deployed into the emulated AWS."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.first_stack.app import compose_with_shop

HERE = Path(__file__).parent
RIGHTS = "waivers_of_the_bootstrap.yaml"
SHOP = "Shop-customer-production-eu-west-1"
Run = Callable[..., Any]


@pytest.fixture(scope="module")
def policies(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's, with the shop's waivers below the others, as the guide says."""
    folder = Path(shutil.copytree(root / "policies", tmp_path_factory.mktemp("shop") / "policies"))
    with (folder / "waivers.yaml").open("a", encoding="utf-8") as waivers:
        waivers.write((HERE / "waivers.yaml").read_text(encoding="utf-8"))
    return folder


@pytest.fixture(scope="module")
def assessed(gated: Path, policies: Path, run: Run, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The assessment of the zone with the shop: the zone's assembly, made once a run, and the shop's stack in it."""
    folder = tmp_path_factory.mktemp("first")
    app, _zone = compose_with_shop(folder / "few", lambda kind: kind in ("Workload", "Edge"))
    app.synth()
    few = json.loads((folder / "few" / "manifest.json").read_text(encoding="utf-8"))
    whole = Path(shutil.copytree(gated, folder / "whole", ignore=shutil.ignore_patterns("*.lock", "assessment.json")))
    manifest = json.loads((whole / "manifest.json").read_text(encoding="utf-8"))
    manifest["artifacts"] |= {name: made for name, made in few["artifacts"].items() if name.startswith(SHOP)}
    (whole / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    for file in (folder / "few").glob(f"{SHOP}.*"):
        shutil.copy(file, whole)
    done = run("lz", "check", whole, "--format", "json", "--policies", policies)
    assert done.code == 0, done.out[-4000:] + done.err
    return dict(json.loads(done.out))


def test_it_holds_with_the_zone(assessed: dict[str, Any]) -> None:
    """Every control holds of it; its three waivers cover what they name, and no other is needed."""
    assert assessed["verdict"]["held"]
    assert SHOP in {stack["name"] for stack in assessed["stacks"]}
    paths = [resource["construct_path"] for resource in assessed["resources"]]
    waived = {
        (finding["waiver"], paths[finding["resource"]])
        for check in assessed["checks"]
        for finding in check["waived"]
        if paths[finding["resource"]].startswith(SHOP)
    }
    assert waived == {
        ("W-0101", f"{SHOP}/Task/ExecutionRole/DefaultPolicy/Resource"),
        ("W-0102", f"{SHOP}/Task/TaskRole/DefaultPolicy/Resource"),
        ("W-0103", f"{SHOP}/AccessLogs/Resource/Resource"),
    }


def test_what_the_zone_publishes_is_known(assessed: dict[str, Any]) -> None:
    """The key, the web ACL and the VPC of the account, not something that is named at deployment."""
    read = " ".join(assessed["assumed"])
    for name in ("key-arn/personal-data", "web-acl-arn", "vpc-id"):
        assert f"{SHOP}: the parameter /landing-zone/{name} " in read


def test_the_guide_shows_what_is_judged(root: Path) -> None:
    """Stack, row and waivers, to the letter."""
    guide = (root / "docs" / "first-stack.md").read_text(encoding="utf-8")
    stack, row = re.findall(r"```python\n(.*?)```", guide, re.DOTALL)
    assert stack == (HERE / "shop.py").read_text(encoding="utf-8")
    assert "".join(row.split()).removesuffix(",") in "".join((HERE / "app.py").read_text(encoding="utf-8").split())
    waivers, rights = re.findall(r"```yaml\n(.*?)```", guide, re.DOTALL)
    assert waivers == (HERE / "waivers.yaml").read_text(encoding="utf-8")
    assert rights == (HERE / RIGHTS).read_text(encoding="utf-8")


@pytest.mark.slow  # a synth of the zone, and the CDK CLI
def test_it_deploys_into_the_emulated_aws(policies: Path, run: Run, tmp_path: Path) -> None:
    """With the stacks that it needs; what the emulator has is as declared."""
    out, result = tmp_path / "cdk.out", tmp_path / "rehearsal.json"
    policies = Path(shutil.copytree(policies, tmp_path / "policies"))
    with (policies / "waivers.yaml").open("a", encoding="utf-8") as waivers:  # they know its types here
        waivers.write((HERE / RIGHTS).read_text(encoding="utf-8"))
    synth = run(sys.executable, "-m", "tests.first_stack.app", CDK_OUTDIR=str(out), LZ_POLICIES=str(policies))
    assert synth.code == 0, synth.err
    done = run("lz", "rehearse", out, "--stack", "Shop-*", "--json", result, LZ_POLICIES=str(policies))
    assert done.code == 0, done.out + done.err
    rehearsed = json.loads(result.read_text(encoding="utf-8"))
    assert {stack["name"] for stack in rehearsed["stacks"]} >= {SHOP, SHOP.replace("Shop", "Workload")}
    assert rehearsed["counts"]["created"] > 200
    assert (rehearsed["counts"]["differing"], rehearsed["counts"]["missing"]) == (0, 0)
