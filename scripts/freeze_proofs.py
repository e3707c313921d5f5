"""Write the list of proven rules that tests/proofs compares with, after an intended change.

Run ``.venv/bin/python scripts/freeze_proofs.py`` and commit the changes with the reason.
"""

from __future__ import annotations

import sys
from pathlib import Path

from landing_zone.catalogue.load import load_catalogue
from landing_zone.errors import UserError
from landing_zone.proofs.load import load_proofs, proven_rules

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Write the list."""
    proofs = load_proofs(ROOT / "policies", load_catalogue(ROOT / "policies"))
    text = "".join(f"{rule}\n" for rule in sorted(proven_rules(proofs)))
    (ROOT / "tests" / "proofs" / "proven.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    try:
        main()
    except UserError as error:
        sys.stderr.write(f"{error.render()}\n")
        sys.exit(error.exit_code)
