"""Write the lists of ids that tests/catalogue compares with, after an intended change.

Run ``.venv/bin/python scripts/freeze_catalogue.py`` and commit the changes with the reason.
"""

from __future__ import annotations

import sys
from pathlib import Path

from landing_zone.catalogue.load import load_catalogue
from landing_zone.errors import UserError

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Write every list."""
    catalogue = load_catalogue(ROOT / "policies")
    controls = catalogue.controls.values()
    lists = {f"{f.id}.txt": [r.id for r in f.requirements] for f in catalogue.frameworks.values()}
    lists["controls.txt"] = [c.id for c in controls]
    lists["rules.txt"] = [f"{c.id} {rule}" for c in controls for rule in sorted(c.all_rules)]
    lists["services.txt"] = [
        f"{c.id} {service}"
        for c in controls
        for service in (*(f"config::{r}" for r in c.config_rules), *(f"security-hub::{r}" for r in c.security_hub))
    ]
    lists["mappings.txt"] = [
        f"{c.id} {m.framework} {m.requirement} {m.coverage}" for c in controls for m in c.requirements
    ]
    for name, ids in lists.items():
        (ROOT / "tests" / "catalogue" / "frozen" / name).write_text("\n".join(ids) + "\n", encoding="utf-8")


if __name__ == "__main__":
    try:
        main()
    except UserError as error:
        sys.stderr.write(f"{error.render()}\n")
        sys.exit(error.exit_code)
