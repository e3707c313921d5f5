"""Write what is generated from the code (schemas, references), or fail when a committed copy is stale: `--check`."""

from __future__ import annotations

import subprocess
import sys

MODULES = (
    "landing_zone.config.schema",
    "landing_zone.catalogue.schema",
    "landing_zone.waivers.schema",
    "landing_zone.assessment.schema",
)


def main(arguments: list[str]) -> int:
    """Run each generator; the exit code is the worst of theirs."""
    return max(subprocess.run([sys.executable, "-m", module, *arguments], check=False).returncode for module in MODULES)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
