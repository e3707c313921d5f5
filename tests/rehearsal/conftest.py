"""An emulated AWS of two accounts, shared by the tests of a file; each test uses names of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest

from landing_zone.rehearsal.clients import AccountClients
from landing_zone.rehearsal.server import Emulator

pytest.register_assert_rewrite("tests.rehearsal.small_zone")

from tests.rehearsal.small_zone import HOME, MANAGEMENT, Deployer, small_zone  # noqa: E402 - named above first


@pytest.fixture(scope="module")
def small_emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """An emulated AWS of the small zone."""
    assembly = tmp_path_factory.mktemp("assembly")
    (assembly / "landing-zone.json").write_text(json.dumps(small_zone()), encoding="utf-8")
    with Emulator(assembly, tmp_path_factory.mktemp("emulator")) as emulator:
        yield emulator


@pytest.fixture
def deployer(small_emulator: Emulator) -> Iterator[Deployer]:
    """Deploys into the member account's home Region; leaves no fault behind."""
    yield Deployer(small_emulator, AccountClients(small_emulator.variables(HOME), MANAGEMENT))
    small_emulator.break_()


@pytest.fixture
def elsewhere(small_emulator: Emulator) -> Callable[[str, str], Deployer]:
    """Gives a deployer of another account and Region."""

    def of(account_id: str, region: str) -> Deployer:
        clients = AccountClients(small_emulator.variables(HOME), MANAGEMENT)
        return Deployer(small_emulator, clients, account_id, region)

    return of
