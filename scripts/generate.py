"""Write the files generated from the code (schemas, references), or fail when a committed copy is stale: `--check`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPTS = ("freeze_checkov_rules.py", "document_controls.py")
MODULES = (
    "landing_zone.config.schema",
    "landing_zone.catalogue.schema",
    "landing_zone.proofs.schema",
    "landing_zone.waivers.schema",
    "landing_zone.assessment.schema",
)


def main(arguments: list[str]) -> int:
    """Run each generator; the exit code is the highest of theirs."""
    commands = [["-m", module] for module in MODULES] + [[str(Path(__file__).with_name(name))] for name in SCRIPTS]
    return max(subprocess.run([sys.executable, *command, *arguments], check=False).returncode for command in commands)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
