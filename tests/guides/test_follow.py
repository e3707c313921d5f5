"""Each guide, followed to the letter in a copy of the project, leaves the tests green."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.guides import follow
from tests.guides.follow import GUIDES, Step, blocks, copy_project, run, steps, take

TESTS = {
    "stack": "tests/stacks",
    "block": "tests/landing_zone_constructs -k 'encrypted_queue or documented or without_the_engine'",
    "control": "tests/catalogue tests/proofs tests/test_generate.py",
    "framework": "tests/catalogue tests/config tests/cli tests/test_generate.py",
    "guardrail": "tests/stacks/test_guardrail_effects.py tests/stacks/test_guardrails.py",
    "query": "tests/evidence tests/stacks/test_auditor_role.py",
    "format": "tests/reports/test_formats.py tests/reports/test_exports_agree.py tests/cli tests/test_generate.py",
    "waiver": "tests/waivers tests/gate/test_configurations.py",
}
"""The tests that an addition of each kind can break."""

TEXT = """## Add a thing
One file, in words
over two lines, `stacks/thing.py`:

```python
pass
```

A block that no sentence gives a file:

```yaml
a: 1
```

Append to
`docs/x.md`:

````markdown
```python
## not a heading
```
````

## Other
In `stacks/y.py`:

```diff
 a
+b
```

```sh
make synth
```
"""


def test_blocks_are_read_with_their_files() -> None:
    """By the sentence before each; what is inside a longer fence is text."""
    assert list(blocks(TEXT)) == [
        ("Add a thing", Step("python", "stacks/thing.py", False, "pass\n")),
        ("Add a thing", Step("markdown", "docs/x.md", True, "```python\n## not a heading\n```\n")),
        ("Other", Step("diff", "stacks/y.py", False, " a\n+b\n")),
        ("Other", Step("sh", "", False, "make synth\n")),
    ]


def test_a_change_fits_exactly_once(tmp_path: Path) -> None:
    """A guide that is out of date, or not exact, is refused; so is a file that is there already."""
    (tmp_path / "y").write_text("a\nc\n", encoding="utf-8")
    take(Step("diff", "y", False, " a\n+b\n@@\n-c\n+d\n"), tmp_path)
    assert (tmp_path / "y").read_text(encoding="utf-8") == "a\nb\nd\n"
    (tmp_path / "twice").write_text("a\na\n", encoding="utf-8")
    for file in ("y", "twice"):
        with pytest.raises(ValueError, match="has not once"):
            take(Step("diff", file, False, " a\n-z\n" if file == "y" else " a\n+b\n"), tmp_path)
    with pytest.raises(ValueError, match="there already"):
        take(Step("python", "y", False, "pass\n"), tmp_path)


def test_every_guide_adds_a_file_or_changes_one() -> None:
    """A heading or a sentence that was changed would otherwise leave a guide that asks for nothing."""
    assert set(TESTS) == set(GUIDES)
    for guide in GUIDES:
        assert [step for step in steps(guide) if step.language != "sh"], guide


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project."""
    folder: Path = tmp_path_factory.mktemp("copy")
    copy_project(folder)
    return folder


def test_all_guides_together_leave_what_broke_before_green(copy: Path) -> None:
    """Without their commands, which synthesize: tests that knew the example's stacks, roles and frameworks by heart.

    The whole of what each can break is asked in the slow tests below.
    """
    for guide in GUIDES:
        follow.follow(guide, copy, commands=False)
    stacks = " ".join(
        f"tests/stacks/test_{name}.py" for name in ("guardrails", "guardrail_effects", "composition", "names")
    )
    tests = (
        f"{stacks} tests/config/test_framework_check.py tests/evidence/test_queries.py tests/waivers/test_approvals.py"
    )
    broken = "protected or another_key or every_environment or framework or decided or queue_key or are_proposals"
    done = run(f'python -m pytest -q {tests} -k "{broken}"', copy)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]


@pytest.mark.slow
@pytest.mark.parametrize("guide", GUIDES)
def test_each_guide_leaves_its_tests_green(guide: str, tmp_path: Path) -> None:
    """With its commands, in a copy of its own. A waiver needs the stack that it is for."""
    copy_project(tmp_path)
    if guide == "waiver":
        follow.follow("stack", tmp_path, commands=False)
    follow.follow(guide, tmp_path)
    done = run(f'python -m pytest -q -m "not slow" {TESTS[guide]}', tmp_path)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]
