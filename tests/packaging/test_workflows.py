"""The workflows give a pull request nothing that it could use against the protected branch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

FOLDER = Path(__file__).parents[2] / ".github" / "workflows"
WORKFLOWS = sorted(file.name for file in FOLDER.iterdir())
PROTECTED_ALONE = "github.event_name == 'push'"
"""The condition of a step that runs for pushes alone; the workflow takes pushes to the protected branch alone."""

READS_ONLY = "actions/cache/restore@"


def workflow(text: str) -> dict[Any, Any]:
    """The content of a workflow; YAML reads its key ``on`` as true."""
    content: dict[Any, Any] = yaml.safe_load(text)
    return {"on" if key is True else key: value for key, value in content.items()}


def saves_for_a_pull_request(content: dict[Any, Any]) -> list[str]:
    """The steps by which a pull request could write to a cache: an action that saves, or a set-up that caches."""
    triggers = content["on"]
    if not any(str(trigger).startswith("pull_request") for trigger in triggers):
        return []
    pushes = triggers.get("push") if isinstance(triggers, dict) else None
    guarded = pushes == {"branches": ["main"]}
    found = []
    for job in content["jobs"].values():
        for step in job.get("steps", [job]):
            used = str(step.get("uses", ""))
            caches = used.startswith("actions/cache") and not used.startswith(READS_ONLY)
            if (caches or "cache" in step.get("with", {})) and not (guarded and step.get("if") == PROTECTED_ALONE):
                found.append(used)
    return found


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_pull_request_saves_no_results_of_engines(name: str) -> None:
    """Results that it computed, or forged, would be trusted by the runs that restore them."""
    assert saves_for_a_pull_request(workflow((FOLDER / name).read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("actions/cache/restore@", "actions/cache@"),
        (f"        if: {PROTECTED_ALONE}\n", ""),
        (f"if: {PROTECTED_ALONE}", "if: always()"),
        ("branches: [main]", "branches: ['**']"),
        ('python-version: "3.12"', 'python-version: "3.12"\n          cache: pip'),
    ],
)
def test_a_workflow_that_could_save_is_found(old: str, new: str) -> None:
    """Each way in which the step could become one that a pull request runs."""
    text = (FOLDER / "ci.yml").read_text(encoding="utf-8")
    assert old in text
    assert saves_for_a_pull_request(workflow(text.replace(old, new)))


def test_the_protected_branch_saves_what_is_restored() -> None:
    """Path and key of both steps are the same, else nothing would ever be restored."""
    steps = workflow((FOLDER / "ci.yml").read_text(encoding="utf-8"))["jobs"]["landing-zone"]["steps"]
    restore, save = (step["with"] for step in steps if "actions/cache/" in step.get("uses", ""))
    assert {name: restore[name] for name in save} == save


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_has_no_more_rights_than_to_read(name: str) -> None:
    """No token that writes, no secret, no run of a pull request's code with the rights of the protected branch."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    content = workflow(text)
    assert content["permissions"] == {"contents": "read"}
    assert "permissions" not in str(content["jobs"])
    assert "secrets." not in text
    assert not {"pull_request_target", "workflow_run"} & set(content["on"])
