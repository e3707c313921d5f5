"""The digests of what a proof was carried out with: a control, its proofs, and the engines that judge its rules."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import metadata
from pathlib import Path

import landing_zone
import policy_evaluation
from landing_zone.catalogue.delivery_files import delivery_folder
from landing_zone.catalogue.escalation import escalations_file
from landing_zone.engines.engine import digest, digest_of_code
from landing_zone.engines.session import CHECKS_FOLDER
from landing_zone.errors import UserError
from landing_zone.proofs.load import FOLDER
from landing_zone.proofs.record import EngineUsed

_CODE = Path(landing_zone.__file__).parent
_READERS = "cloudformation"
_PROCEDURE = ("mutate.py", "outcome.py", "path.py", "run_proofs.py")
_DECIDES = ("decide.py",)
_OF_THE_GATE = ("acknowledgements.py", "bypass_checks.py", "closed_world.py")
_NAG_VERSIONS = ("cdk-nag", "aws-cdk-lib", "constructs")
_OWN = {
    "assertion": "assertion",
    "deliveries": "deliveries",
    "escalation": "escalation",
    "gate": "gate",
    "checkov": "checkov",
}
PROCEDURE = "proofs"
"""The name of the code that carries proofs out, beside the engines."""


@dataclass(frozen=True)
class CurrentDigests:
    """The digests of what is available now.

    Neither the version of Python nor the patches' switch is part of an engine's digest, as they are of the cache's: the
    findings are equal by the project's tests, and one record is for all.

    Args:
        policies: the folder with ``controls/``, ``proofs/`` and ``checks/``.
    """

    policies: Path

    def control(self, control: str) -> str:
        """Return the SHA-256 of a control's file; "" when it has none here."""
        return _file(self.policies / "controls" / f"{control}.yaml")

    def proofs(self, control: str) -> str:
        """Return the SHA-256 of the file of a control's proofs; "" when it has none here."""
        return _file(self.policies / FOLDER / f"{control}.yaml")

    def engines_of(self, rules: Iterable[str]) -> dict[str, EngineUsed]:
        """Return the engines that judge rules, and the code that carries proofs out."""
        names = {_OWN.get(rule.partition("::")[0], "cdk-nag") for rule in rules}
        return {name: self.engines[name] for name in sorted({PROCEDURE, *names})}

    @cached_property
    def engines(self) -> Mapping[str, EngineUsed]:
        """Name to version and digest of every engine whose rules have proofs.

        Raises:
            UserError: a file of the code or of our own checks cannot be read.
        """
        ours = metadata.version("landing-zone")
        checks = self.policies / CHECKS_FOLDER
        own_checks = sorted(p for p in checks.glob("*") if p.suffix in {".py", ".yaml"}) if checks.is_dir() else []
        evaluator = sorted(Path(policy_evaluation.__file__).parent.glob("*.py"))
        contracts = sorted(delivery_folder(self.policies).glob("*.yaml"))
        nag = [f"{name}=={metadata.version(name)}" for name in _NAG_VERSIONS]
        try:
            readers = _folders(_READERS)
            return {
                "assertion": EngineUsed(version=ours, digest=digest(readers, _folders("assertions", "expressions"))),
                "cdk-nag": EngineUsed(
                    version=metadata.version("cdk-nag"), digest=digest(*nag, digest_of_code(_CODE / "engines/cdk_nag"))
                ),
                "checkov": EngineUsed(
                    version=metadata.version("checkov"),
                    digest=digest(
                        metadata.version("checkov"),
                        readers,
                        digest_of_code(_CODE / "engines/checkov"),
                        *(part for path in own_checks for part in (path.name, path.read_bytes())),
                    ),
                ),
                "deliveries": EngineUsed(
                    version=ours,
                    digest=digest(
                        readers,
                        _folders("deliveries", "expressions"),
                        *(part for path in (*evaluator, *contracts) for part in _named(path)),
                    ),
                ),
                "escalation": EngineUsed(
                    version=ours,
                    digest=digest(
                        readers,
                        _folders("deliveries", "escalation"),
                        *(part for path in (*evaluator, escalations_file(self.policies)) for part in _named(path)),
                    ),
                ),
                "gate": EngineUsed(version=ours, digest=digest(readers, _files("gate", _OF_THE_GATE))),
                PROCEDURE: EngineUsed(
                    version=ours, digest=digest(_files("proofs", _PROCEDURE), _files("assertions", _DECIDES))
                ),
            }
        except OSError as error:
            raise UserError(f"a file cannot be read: {error.strerror}", file=str(error.filename)) from None


def _named(path: Path) -> tuple[str, bytes]:
    return path.name, path.read_bytes()


def _file(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise UserError(f"a policy cannot be read: {error.strerror}", file=str(path)) from None


def _folders(*names: str) -> str:
    """Return the digest of all code and data below folders of the engine."""
    paths = sorted(p for name in names for p in (_CODE / name).rglob("*") if p.suffix in {".py", ".json", ".yaml"})
    return digest(*(part for path in paths for part in (path.relative_to(_CODE).as_posix(), path.read_bytes())))


def _files(folder: str, names: Iterable[str]) -> str:
    return digest(*(part for name in names for part in (name, (_CODE / folder / name).read_bytes())))
