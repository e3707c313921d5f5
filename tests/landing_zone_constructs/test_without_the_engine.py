"""A building block works in any CDK app: it needs neither the engine nor the emulated AWS."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPT = """
import importlib, pkgutil, sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"landing_zone", "emulated_aws", "stacks"}:
            raise ImportError(f"{name} is not installed in that app")

sys.meta_path.insert(0, Blocked())
import landing_zone_constructs
names = [m.name for m in pkgutil.iter_modules(landing_zone_constructs.__path__, "landing_zone_constructs.")]
for name in names:
    importlib.import_module(name)
print(len(names))
"""


def test_every_block_is_imported_where_nothing_else_of_ours_is_installed(root: Path) -> None:
    """Also what a block imports by name at run time would be found: import-linter sees only import statements."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=root / "constructs",
        env={"PYTHONPATH": str(root / "constructs"), "PATH": str(Path(sys.executable).parent)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert int(done.stdout) > 30
