"""The guides' own examples are true: what the engineers' guide adds is what the catalogue takes."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import yaml

from landing_zone.assertions.evaluate import evaluate
from landing_zone.catalogue.control import Control
from landing_zone.catalogue.load import load_catalogue
from landing_zone.cloudformation.parsing.template_yaml import parse_yaml
from landing_zone.findings.finding import Status
from landing_zone.proofs.load import load_proofs, proven_rules
from tests.catalogue.examples_zone import assembly, broken
from tests.guides.follow import steps

_YAML = re.compile(r"```yaml\n(.*?)```", re.DOTALL)


def test_what_the_engineers_guide_adds_is_taken(root: Path, tmp_path: Path) -> None:
    """Laid beside the others, its control, proof and framework load, and the control answers what it says."""
    decides, watching = (
        block
        for block in _YAML.findall((root / "docs" / "for-engineers.md").read_text(encoding="utf-8"))
        if block.startswith(("rules:", "id: iam-root-mfa"))
    )
    control, examples, proof = (step.text for step in steps("control") if step.language == "yaml")
    framework = steps("framework")[0].text
    policies = Path(shutil.copytree(root / "policies", tmp_path / "policies"))
    shown = yaml.safe_load(decides)
    (decision,) = (d for d in shown["decides"])
    own = {
        "id": "key-open",
        "title": "Keys are closed",
        "statement": "No key is open to everybody.",
        "remediation": "Name callers.",
    }
    (policies / "controls" / "key-open.yaml").write_text(yaml.safe_dump(own | shown), encoding="utf-8")
    assert load_catalogue(policies).controls["key-open"].decides[0].assertion == decision["assertion"]
    root_factor = own | yaml.safe_load(watching) | {"id": "root-factor"}
    (policies / "controls" / "root-factor.yaml").write_text(yaml.safe_dump(root_factor), encoding="utf-8")
    assert load_catalogue(policies).controls["root-factor"].watched == root_factor["watched"]
    (policies / "controls" / "queue-encrypted.yaml").write_text(control, encoding="utf-8")
    (policies / "proofs" / "queue-encrypted.yaml").write_text(proof, encoding="utf-8")
    (policies / "frameworks" / "house-rules.yaml").write_text(framework, encoding="utf-8")
    catalogue = load_catalogue(policies)
    assert "queue-encrypted" in {control.id for control in catalogue.controls_for("pci-dss-4.0.1", "3.5.1")}
    assert [r.id for r in catalogue.frameworks["house-rules"].requirements] == ["1", "1.1", "1.2"]
    assert set(catalogue.controls["queue-encrypted"].all_rules) <= proven_rules(load_proofs(policies, catalogue))
    assert _statuses(catalogue.controls["queue-encrypted"], parse_yaml(examples)[0]) == ["pass", "fail", "fail"]


def _statuses(control: Control, examples: dict[str, Any]) -> list[str]:
    """What the only assertion says of the good example, then of each wrong one."""
    good = examples["good"]
    each = [good, *(broken(good, patch) for patches in examples["bad"].values() for patch in patches)]
    found = [{f.status for f in evaluate(assembly(resources), [control]).findings} for resources in each]
    return ["fail" if Status.FAIL in statuses else "pass" if statuses == {Status.PASS} else "?" for statuses in found]


def test_every_file_that_the_readme_and_guides_name_exists(root: Path) -> None:
    """No link leads nowhere."""
    for guide in [root / "README.md", *sorted((root / "docs").rglob("*.md"))]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", guide.read_text(encoding="utf-8")):
            assert (guide.parent / target).exists(), f"{guide.name}: {target}"
