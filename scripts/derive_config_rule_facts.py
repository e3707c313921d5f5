#!/usr/bin/env python3
"""Write the facts about AWS's managed Config rules that a deployment depends on: parameters, Regions, types.

From AWS's documentation, as the package ``moto`` carries it (``moto/config/resources/aws_managed_rules.json.gz``,
Apache-2.0), and the names of Regions as ``botocore`` has them. Both are installed for development::

    python scripts/derive_config_rule_facts.py

To read a newer list than the pinned one, name its file.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

FACTS = Path(__file__).resolve().parents[1] / "src/landing_zone/catalogue/config_rule_facts.json"
PINNED = "moto/config/resources/aws_managed_rules.json.gz"
EVERYWHERE = "All supported AWS regions"
EXCEPT = f"{EVERYWHERE} except "
ONLY = "Only available in "


@cache
def region_codes() -> dict[str, str]:
    """Return the code of each Region by its name: ``Europe (Zurich)`` is ``eu-central-2``."""
    text = (resources.files("botocore") / "data" / "endpoints.json").read_text(encoding="utf-8")
    return {
        row["description"]: code for part in json.loads(text)["partitions"] for code, row in part["regions"].items()
    }


def places(text: str) -> dict[str, list[str]]:
    """Parse AWS's sentence on the Regions of a rule.

    Raises:
        ValueError: the sentence has another form, or names a Region that botocore does not know.
    """
    for key, start in (("not_in", EXCEPT), ("only_in", ONLY)):
        if text.startswith(start):
            names = re.split(r", (?=[A-Z])", text.removeprefix(start).removesuffix(" Region"))
            unknown = [name for name in names if name not in region_codes()]
            if unknown:
                raise ValueError(f"no Region has the name {unknown[0]!r}")
            return {key: sorted(region_codes()[name] for name in names)}
    if text not in ("", EVERYWHERE):
        raise ValueError(f"cannot read the Regions from {text!r}")
    return {}


def facts_of(rule: dict[str, Any]) -> dict[str, Any]:
    """Return the facts of a rule that needs more than its identifier, or is not in every Region; else an empty dict."""
    parameters = {p["Name"]: p["Type"] for p in rule.get("Parameters") or ()}
    required = sorted(p["Name"] for p in rule.get("Parameters") or () if not p["Optional"])
    return {
        **({"parameters": parameters} if parameters else {}),
        **({"required": required} if required else {}),
        **places(rule.get("AWS Region") or ""),
        **({"global": True} if str(rule.get("Resource Types")).startswith("AWS::IAM::") else {}),
    }


def main(path: str = "") -> int:
    """Write the facts of all rules of moto's file."""
    source = Path(path) if path else Path(str(resources.files("moto"))).parent / PINNED
    with gzip.open(source) as file:
        rules = json.load(file)["ManagedRules"]
    facts = {name: facts_of(rule) for name, rule in sorted(rules.items())}
    lines = [f"  {json.dumps(n)}: {json.dumps(f, sort_keys=True)}" for n, f in facts.items()]
    FACTS.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    sys.stdout.write(f"wrote {len(facts)} rules to {FACTS.name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
