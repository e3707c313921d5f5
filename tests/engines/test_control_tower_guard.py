"""The rules of AWS Control Tower's proactive controls, by AWS's own engine: where they are enabled, they refuse stacks.

Engine and rules are an npm package of AWS that only these tests use. A rule that names no type of the assembly skips
itself, and equal templates are judged once: the slow test shows that nothing is lost by either.
"""

from __future__ import annotations

import json
import platform
import re
import subprocess
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
import yaml

from landing_zone.engines.canonical import canonical

PACKAGE = "tests/tools/node_modules/@cdklabs/cdk-validator-cfnguard"
RULES = "rules/control-tower/cfn-guard"
ARGUED = Path(__file__).with_name("control_tower_guard.yaml")
REGION = re.compile(r"-([a-z]{2}(?:-[a-z]+)+-\d)(?:\.|$)")
Failures = set[tuple[str, str]]
"""Rules, by the ids of Control Tower, and logical ids that fail them."""


@pytest.fixture(scope="module")
def package(root: Path) -> Path:
    """The folder of AWS's package."""
    return root / PACKAGE


@pytest.fixture(scope="module")
def metadata(package: Path) -> dict[str, dict[str, Any]]:
    """What Control Tower says of each rule, by the rule's file below :data:`RULES`."""
    return {
        str(file.relative_to(package / RULES)): json.loads(
            (package / f"{RULES}/../metadata" / file.parent.name / f"{file.stem}.metadata.json").read_text()
        )
        for file in sorted((package / RULES).glob("*/*.guard"))
    }


@pytest.fixture(scope="module")
def templates(gated: Path) -> dict[str, dict[str, Any]]:
    """Every template of the assembly and of those within it, by file."""
    found = {
        str(file.relative_to(gated)).replace("/", "+"): json.loads(file.read_text())
        for file in sorted(gated.rglob("*.template.json"))
    }
    assert len(found) > 50
    return found


def judged(package: Path, rules: Iterable[str], folder: Path, ids: dict[str, str]) -> Failures:
    """Run rules on the templates in a folder; an engine that breaks lets nothing pass."""
    system = {"Linux": "ubuntu", "Darwin": "macos"}[platform.system()]
    machine = {"arm64": "aarch64", "AMD64": "x86_64"}.get(platform.machine(), platform.machine())
    done = subprocess.run(
        [
            package / "bin" / system / machine / "cfn-guard",
            *("validate", "--structured", "--show-summary", "none", "--output-format", "json", "--data", folder),
            *(part for rule in rules for part in ("--rules", str(package / RULES / rule))),
        ],
        capture_output=True,
        text=True,
        timeout=900,
    )
    assert done.returncode in {0, 19}, done.stderr[-2000:]
    files = json.loads(done.stdout)
    assert len(files) == len(list(folder.iterdir()))
    return {
        (ids[failed["Rule"]["name"]], logical_id)
        for file in files
        for failed in file["not_compliant"]
        for logical_id in places(failed)
    }


def places(failed: dict[str, Any]) -> set[str]:
    """The resources of a rule that failed."""
    found = set(re.findall(r'"path": "/Resources/([A-Za-z0-9]+)', json.dumps(failed)))
    assert found, failed["Rule"]["name"]
    return found


def rule_ids(package: Path, metadata: dict[str, dict[str, Any]]) -> dict[str, str]:
    """The ids of Control Tower, by the names under which the engine reports."""
    found = {}
    for file, said in metadata.items():
        for name in re.findall(r"(?m)^rule (\w+) when is_cfn_template", (package / RULES / file).read_text()):
            found[name] = said["Id"]
    assert set(found.values()) == {said["Id"] for said in metadata.values()}
    return found


def argued() -> Iterator[tuple[int, str, str]]:
    """The lines of the list: entry, rule, pattern of logical ids."""
    for number, entry in enumerate(yaml.safe_load(ARGUED.read_text())):
        for pattern in entry["resources"]:
            yield number, entry["rule"], pattern


def unlisted(failures: Failures) -> Failures:
    """The failures that no line covers."""
    return {
        (rule, place)
        for rule, place in failures
        if not any(rule == of and fnmatchcase(place, pattern) for _, of, pattern in argued())
    }


def unused(failures: Failures) -> list[tuple[str, str]]:
    """The lines that cover no failure."""
    return [
        (of, pattern)
        for _, of, pattern in argued()
        if not any(rule == of and fnmatchcase(place, pattern) for rule, place in failures)
    ]


@pytest.fixture(scope="module")
def distinct(templates: dict[str, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one of each kind of equal templates."""
    folder = tmp_path_factory.mktemp("distinct")
    regions = {name: found[1] for name in templates if (found := REGION.search(name))}
    for number, text in enumerate(sorted({canonical(templates[n], regions.get(n, "")).text for n in templates})):
        (folder / f"{number}.json").write_text(text)
    return folder


@pytest.fixture(scope="module")
def rules(metadata: dict[str, dict[str, Any]], templates: dict[str, dict[str, Any]]) -> list[str]:
    """The rules for types of the assembly."""
    types = {resource["Type"] for body in templates.values() for resource in body["Resources"].values()}
    found = [file for file, said in metadata.items() if types & set(said["EvaluatedResourceTypes"])]
    assert len(found) > 30
    return found


@pytest.fixture(scope="module")
def failures(package: Path, metadata: dict[str, dict[str, Any]], rules: list[str], distinct: Path) -> Failures:
    """What those rules say of the distinct templates."""
    return judged(package, rules, distinct, rule_ids(package, metadata))


def test_each_failure_of_a_rule_of_control_tower_is_waived_or_argued(failures: Failures) -> None:
    """And each line of the list covers a failure: what was fixed is taken out."""
    assert unlisted(failures) == set()
    assert unused(failures) == []


def test_the_list_says_why(root: Path) -> None:
    """Each entry has a waiver of the project, or a reason and its source."""
    waivers = {waiver["id"] for waiver in yaml.safe_load((root / "policies/waivers.yaml").read_text())["waivers"]}
    for entry in yaml.safe_load(ARGUED.read_text()):
        assert set(entry) in ({"rule", "resources", "waiver"}, {"rule", "resources", "argued", "source"}), entry
        assert entry.get("waiver", "") in waivers | {""}, entry
        assert "argued" not in entry or (len(entry["argued"]) > 40 and len(entry["source"]) > 20), entry


def test_a_new_failure_and_a_fixed_one_are_noticed(failures: Failures) -> None:
    """The comparison sees both."""
    new = ("CT.KMS.PR.3", "Key961B73FD")
    assert unlisted(failures | {new}) == {new}
    assert unused(failures - {("CT.GUARDDUTY.PR.1", "ThreatDetector11CE6975")}) == [
        ("CT.GUARDDUTY.PR.1", "ThreatDetector11CE6975")
    ]


def test_a_broken_template_fails(
    package: Path, metadata: dict[str, dict[str, Any]], templates: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    """The engine finds what is broken on purpose: a key that its account's callers may grant to anyone."""
    name = next(name for name in templates if name.startswith("LogArchive-"))
    body = json.loads(json.dumps(templates[name]))
    (key,) = (one for one, resource in body["Resources"].items() if resource["Type"] == "AWS::KMS::Key")
    statements = body["Resources"][key]["Properties"]["KeyPolicy"]["Statement"]
    statements[:] = [one for one in statements if one["Effect"] != "Deny"]
    (tmp_path / name).write_text(json.dumps(body))
    rule = "keymanagementservice/ct-kms-pr-3.guard"
    assert judged(package, [rule], tmp_path, rule_ids(package, metadata)) == {("CT.KMS.PR.3", key)}


@pytest.mark.slow
def test_nothing_is_lost_by_what_is_left_out(
    package: Path,
    metadata: dict[str, dict[str, Any]],
    rules: list[str],
    distinct: Path,
    templates: dict[str, dict[str, Any]],
    failures: Failures,
    tmp_path: Path,
) -> None:
    """All 237 rules say the same of the distinct templates, and those for types of the assembly of all templates."""
    assert len(metadata) == 237
    for name, body in templates.items():
        (tmp_path / name).write_text(json.dumps(body))
    ids = rule_ids(package, metadata)
    assert judged(package, metadata, distinct, ids) == failures
    assert judged(package, rules, tmp_path, ids) == failures
