"""The JSON schema of ``policies/proofs/*.yaml``: ``python -m landing_zone.proofs.schema [--check]``."""

from __future__ import annotations

import sys
from pathlib import Path

from landing_zone.proofs.model import ControlProofs
from landing_zone.yaml.json_schema import schema_file

if __name__ == "__main__":
    sys.exit(schema_file(ControlProofs, Path("policies/schemas/proofs.schema.json"), sys.argv[1:]))
