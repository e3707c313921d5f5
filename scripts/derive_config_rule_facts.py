#!/usr/bin/env python3
"""Write what must be known of AWS's managed Config rules before one is deployed.

From AWS's documentation, as the package ``moto`` carries it (``moto/config/resources/aws_managed_rules.json.gz`` in
its wheel, Apache-2.0). moto is no dependency of the project: fetch its wheel, and hand the file over::

    pip download --no-deps moto && unzip moto-*.whl 'moto/config/resources/aws_managed_rules.json.gz'
    python scripts/derive_config_rule_facts.py moto/config/resources/aws_managed_rules.json.gz
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from typing import Any

FACTS = Path(__file__).resolve().parents[1] / "src/landing_zone/catalogue/config_rule_facts.json"
US_EAST_1_ALONE = "Only available in US East (N. Virginia) Region"


def facts_of(rule: dict[str, Any]) -> dict[str, Any]:
    """Return what sets a rule apart from one that can be deployed as it is, anywhere; nothing for most."""
    required = sorted(p["Name"] for p in rule.get("Parameters") or () if not p["Optional"])
    return {
        **({"required": required} if required else {}),
        **({"only_in": "us-east-1"} if rule.get("AWS Region") == US_EAST_1_ALONE else {}),
        **({"global": True} if str(rule.get("Resource Types")).startswith("AWS::IAM::") else {}),
    }


def main(path: str) -> int:
    """Write the facts of all rules of moto's file."""
    with gzip.open(path) as file:
        rules = json.load(file)["ManagedRules"]
    facts = {name: facts_of(rule) for name, rule in sorted(rules.items())}
    lines = [f"  {json.dumps(n)}: {json.dumps(f, sort_keys=True)}" for n, f in facts.items()]
    FACTS.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    sys.stdout.write(f"wrote {len(facts)} rules to {FACTS.name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
