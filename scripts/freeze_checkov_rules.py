"""Write policies/checks/checkov_rules.txt: the pinned checkov's CloudFormation checks, and our own, one id per line.

A waiver may name only an existing rule, and a synth must not wait for checkov's import to check that. Run it after
checkov was updated or one of our checks was added; `--check` fails when the file is stale.
"""

from __future__ import annotations

import sys
from pathlib import Path

from landing_zone.engines.checkov.examiner import CheckovExaminer, check_ids

POLICIES = Path(__file__).resolve().parent.parent / "policies"
FILE = POLICIES / "checks" / "checkov_rules.txt"


def main(arguments: list[str]) -> int:
    """Write the file, or compare it."""
    CheckovExaminer([POLICIES / "checks" / "checkov"])  # loads all checks
    text = "".join(f"{rule}\n" for rule in check_ids())
    if "--check" in arguments:
        if FILE.read_text(encoding="utf-8") == text:
            return 0
        print(f"error: {FILE} is stale\n  fix     python scripts/freeze_checkov_rules.py", file=sys.stderr)
        return 1
    FILE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
