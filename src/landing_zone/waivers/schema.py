"""The JSON schema of ``policies/waivers.yaml``: ``python -m landing_zone.waivers.schema [--check]``."""

from __future__ import annotations

import sys
from pathlib import Path

from landing_zone.waivers.model import WaiverFile
from landing_zone.yaml.json_schema import schema_file

if __name__ == "__main__":
    sys.exit(schema_file(WaiverFile, Path("policies/schemas/waivers.schema.json"), sys.argv[1:]))
