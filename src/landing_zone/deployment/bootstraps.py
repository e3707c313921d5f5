"""The bootstrap of each environment that an assembly deploys to, and the command of the CDK CLI that deploys it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from landing_zone.cloudformation.assembly.cloud_assembly import (
    BOOTSTRAP_ASSEMBLY,
    MANIFEST,
    SNAPSHOT,
    read_object,
)
from landing_zone.config.bootstrap import Bootstrap
from landing_zone.errors import UserError
from landing_zone.yaml.issue import did_you_mean, one_of


@dataclass(frozen=True)
class EnvironmentBootstrap:
    """What deploys in one account and Region.

    Args:
        account: the account's name.
        account_id: its number.
        region: the Region.
        template: the template of the bootstrap stack.
    """

    account: str
    account_id: str
    region: str
    template: Path

    @property
    def environment(self) -> str:
        """As the CDK CLI names it."""
        return f"aws://{self.account_id}/{self.region}"


@dataclass(frozen=True)
class Bootstraps:
    """All of an assembly, in the order in which they are deployed.

    Args:
        environments: the management account first, then as in the configuration; of each account home, then mirror.
            Last those of accounts that the configuration does not have: such an account is named by its number.
        qualifier: of the configuration.
        management: the number of the management account.
    """

    environments: tuple[EnvironmentBootstrap, ...]
    qualifier: str
    management: str

    def of_accounts(self, names: Collection[str]) -> tuple[EnvironmentBootstrap, ...]:
        """Return those of some accounts, by name; all where none is named.

        Raises:
            UserError: an account has none.
        """
        known = {one.account for one in self.environments}
        for name in names:
            if name not in known:
                raise UserError(
                    "no stack is deployed in an account of this name",
                    value=name,
                    allowed=one_of(known),
                    fix=did_you_mean(name, known, "name an account of the configuration"),
                )
        return tuple(one for one in self.environments if not names or one.account in names)


def read_bootstraps(assembly: Path) -> Bootstraps:
    """Read what ``cdk synth`` wrote.

    Raises:
        UserError: it is not an assembly of a landing zone, or has no bootstrap.
    """
    zone = read_zone(assembly)
    folder = assembly / BOOTSTRAP_ASSEMBLY
    if not (folder / MANIFEST).is_file():
        raise UserError(
            "the assembly has no bootstrap",
            file=str(assembly),
            fix="synthesize again with this version (`cdk synth`), and give the whole cdk.out",
        )
    templates: dict[tuple[str, str], Path] = {}
    for artifact in read_object(folder / MANIFEST, "a cloud assembly's manifest").get("artifacts", {}).values():
        if artifact.get("type") == "aws:cloudformation:stack":
            account, _, region = str(artifact["environment"]).removeprefix("aws://").partition("/")
            templates[account, region] = folder / str(artifact["properties"]["templateFile"])
    accounts = sorted(zone["accounts"], key=lambda one: not _manages(one))  # sorted() keeps the order of the others
    home, mirror = zone["regions"]["home"], zone["regions"].get("mirror")
    names = {one["id"]: one["name"] for one in accounts}
    for account, _ in templates:
        names.setdefault(account, account)  # left out, its stacks would be deployed where nothing was bootstrapped
    return Bootstraps(
        tuple(
            EnvironmentBootstrap(name, account, region, templates[account, region])
            for account, name in names.items()
            for region in (home, mirror)
            if (account, region) in templates
        ),
        Bootstrap.model_validate(zone.get("bootstrap") or {}).qualifier,
        accounts[0]["id"],
    )


def bootstrap_arguments(
    environments: Sequence[EnvironmentBootstrap], qualifier: str, *, force: bool = False
) -> list[str]:
    """Return the arguments of the CDK CLI that deploy one template in some environments.

    The template has roles, trust and rights; of the CLI's options only those are given that the template follows.
    """
    return [
        "bootstrap",
        *(one.environment for one in environments),
        "--template",
        str(environments[0].template),
        "--qualifier",
        qualifier,
        "--bootstrap-customer-key",
        "--no-previous-parameters",  # else a stack that the CDK's template made would keep its variant
        "--termination-protection",
        *(["--force"] if force else []),
    ]


def by_template(environments: Sequence[EnvironmentBootstrap]) -> list[list[EnvironmentBootstrap]]:
    """Group environments whose templates are the same, so that one command deploys to all of a group."""
    groups: dict[bytes, list[EnvironmentBootstrap]] = {}
    for one in environments:
        groups.setdefault(one.template.read_bytes(), []).append(one)
    return list(groups.values())


def _manages(account: Mapping[str, Any]) -> bool:
    return "management" in (account["role"], *(account.get("also") or ()))


def read_zone(assembly: Path) -> dict[str, Any]:
    """Return the assembly's copy of the configuration.

    Raises:
        UserError: there is none: it is not an assembly of this landing zone.
    """
    path = assembly / SNAPSHOT
    if not path.is_file():
        raise UserError(
            f"this is not a cloud assembly of the landing zone: it has no {SNAPSHOT}",
            file=str(assembly),
            fix="run `cdk synth`, and give the folder that it writes",
        )
    return json.loads(path.read_text(encoding="utf-8"))  # type: ignore[no-any-return]
