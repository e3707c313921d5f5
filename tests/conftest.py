"""What every test needs, and what no test run may start without."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to run beside a package that would hide the one aws_cdk imports (docs/adr/0001)."""
    stray = ROOT / "constructs" / "__init__.py"
    if stray.exists():
        raise pytest.UsageError(f"{stray} hides the PyPI package 'constructs' that aws_cdk imports: delete it")


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's root folder."""
    return ROOT
