"""The JSON schema of ``cdk.out/assessment.json``: ``python -m landing_zone.assessment.schema [--check]``."""

from __future__ import annotations

import sys
from pathlib import Path

from landing_zone.assessment.model import Assessment
from landing_zone.yaml.json_schema import schema_file

if __name__ == "__main__":
    sys.exit(schema_file(Assessment, Path("policies/schemas/assessment.schema.json"), sys.argv[1:]))
