"""The guides' own examples are true: the control in the engineers' guide is one that the catalogue takes."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from landing_zone.catalogue.load import load_catalogue

_YAML = re.compile(r"```yaml\n(.*?)```", re.DOTALL)


def test_the_control_of_the_engineers_guide_is_taken(root: Path, tmp_path: Path) -> None:
    """Laid beside the others, it loads, and answers what it says."""
    (text,) = _YAML.findall((root / "docs" / "for-engineers.md").read_text(encoding="utf-8"))
    policies = Path(shutil.copytree(root / "policies", tmp_path / "policies"))
    (policies / "controls" / "queue-encrypted.yaml").write_text(text, encoding="utf-8")
    catalogue = load_catalogue(policies)
    assert "queue-encrypted" in {control.id for control in catalogue.controls_for("pci-dss-4.0.1", "3.5.1")}


def test_every_file_that_the_readme_and_guides_name_exists(root: Path) -> None:
    """No link leads nowhere."""
    for guide in [root / "README.md", *sorted((root / "docs").rglob("*.md"))]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", guide.read_text(encoding="utf-8")):
            assert (guide.parent / target).exists(), f"{guide.name}: {target}"
