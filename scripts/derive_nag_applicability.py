"""Write ``policies/checks/cdk_nag_applicability.json``: which rules each pack of cdk-nag has, and for which types.

The gates do not need it to distinguish a pass from "does not apply": the rules report that themselves. It freezes the
rules of the pinned packages, so that no rule disappears unnoticed at an update, and it limits their findings: a test
fails when a rule reports a type outside its list (``tests/engines/test_nag_applicability.py``).

Usage: ``python scripts/derive_nag_applicability.py`` writes the file; with ``--check`` it fails when it is stale.
"""

from __future__ import annotations

import json
import subprocess  # runs Node
import sys
from pathlib import Path

from landing_zone.engines.cdk_nag.node_packages import unpack
from landing_zone.engines.node import find_node

TARGET = Path(__file__).parents[1] / "policies" / "checks" / "cdk_nag_applicability.json"


def derive() -> str:
    """Return the file's content, as the installed packages have it."""
    script = Path(__file__).with_suffix(".js")
    answer = subprocess.run([find_node(), script, unpack()], capture_output=True, check=True, text=True).stdout
    return json.dumps(json.loads(answer), indent=1) + "\n"


def main(arguments: list[str]) -> int:
    """Write the file, or compare it."""
    content = derive()
    if "--check" in arguments:
        if TARGET.read_text(encoding="utf-8") == content:
            return 0
        print(f"{TARGET} is stale: run python {Path(__file__).name}", file=sys.stderr)
        return 1
    TARGET.write_text(content, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
