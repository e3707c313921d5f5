"""Write the files generated from the code and the policies; with `--check`, fail when a committed copy is stale.

Run it with `make generate` and `make check-generated`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel

from landing_zone.assessment.model import Assessment
from landing_zone.catalogue.closed_world import OwnStacks
from landing_zone.catalogue.control import Control
from landing_zone.catalogue.delivery import Delivery
from landing_zone.catalogue.escalation import Escalations
from landing_zone.catalogue.framework import Framework
from landing_zone.catalogue.known_words import KnownFile
from landing_zone.catalogue.load import load_catalogue
from landing_zone.config.gate import Gate
from landing_zone.config.reference import with_generated, with_reference
from landing_zone.config.schema import json_schema
from landing_zone.engines.cfn_lint.examiner import rule_ids
from landing_zone.engines.checkov.examiner import CheckovExaminer, check_ids
from landing_zone.errors import UserError
from landing_zone.preparation.load import load_preparation
from landing_zone.preparation.model import PreparationFile
from landing_zone.proofs.load import load_proofs
from landing_zone.proofs.model import ControlProofs
from landing_zone.proofs.record import ProofsRecord
from landing_zone.waivers.approval import ApprovalFile
from landing_zone.waivers.model import WaiverFile
from landing_zone.yaml.json_schema import schema_text
from scripts.document_cli import cli_page
from scripts.document_controls import document
from scripts.document_deliveries import document as deliveries_page
from scripts.document_moto import moto_page
from scripts.document_preparation import document as prerequisites
from scripts.document_stopping import document as stopping_page

ROOT = Path(__file__).resolve().parent.parent
POLICIES = ROOT / "policies"
MODELS: Mapping[str, type[BaseModel]] = {
    "approvals": ApprovalFile,
    "assessment": Assessment,
    "control": Control,
    "delivery": Delivery,
    "closed-world": OwnStacks,
    "escalations": Escalations,
    "framework": Framework,
    "gate": Gate,
    "known": KnownFile,
    "preparation": PreparationFile,
    "proofs": ControlProofs,
    "proofs-record": ProofsRecord,
    "waivers": WaiverFile,
}
"""Name of a schema in ``policies/schemas/`` to the model of the files that it describes."""


def generated_files(root: Path) -> dict[Path, str]:
    """Return every generated file, by path below the root, with its content.

    Args:
        root: with docs/configuration.md and docs/deployment.md, half of which people write.

    Raises:
        UserError: one of these pages has lost its markers, or the policies cannot be read.
    """
    zone = json_schema()
    configuration = Path("docs/configuration.md")
    reference = with_reference(root / configuration, zone)
    deployment = Path("docs/deployment.md")
    schemas = {"landing-zone": zone, **{name: model.model_json_schema() for name, model in MODELS.items()}}
    catalogue = load_catalogue(POLICIES)
    CheckovExaminer([POLICIES / "checks" / "checkov"])  # registers checkov's checks and our own
    return {
        **{Path(f"policies/schemas/{name}.schema.json"): schema_text(schema) for name, schema in schemas.items()},
        configuration: reference,
        deployment: with_generated(root / deployment, prerequisites(load_preparation(POLICIES))),
        Path("docs/cli.md"): cli_page(),
        Path("docs/controls.md"): document(catalogue, load_proofs(POLICIES, catalogue)),
        Path("docs/deliveries.md"): deliveries_page(catalogue.deliveries),
        Path("docs/moto.md"): moto_page(),
        Path("docs/stopping.md"): stopping_page(POLICIES, catalogue),
        # A waiver may name only a rule that exists, and a synth must not wait for checkov's import to know.
        Path("policies/checks/checkov_rules.txt"): "".join(f"{rule}\n" for rule in check_ids()),
        Path("policies/checks/cfn_lint_rules.txt"): "".join(f"{rule}\n" for rule in rule_ids()),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check the files.

    Args:
        arguments: the command line, without the program; by default the process's own.

    Returns:
        0; 1 when ``--check`` finds a stale file; 2 when the input is wrong.
    """
    parser = argparse.ArgumentParser(prog="python -m scripts.generate", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, exit with 1 when a file is stale")
    parser.add_argument("--root", type=Path, default=ROOT, help="where the files lie (default: this repository)")
    options = parser.parse_args(arguments)
    try:
        files = generated_files(options.root)
    except UserError as error:
        print(error.render(), file=sys.stderr)
        return int(error.exit_code)
    stale = [name for name, text in files.items() if _text(options.root / name) != text]
    for name in stale:
        if options.check:
            print(f"error: {name} is stale\n  fix     run: make generate", file=sys.stderr)
        else:
            (options.root / name).parent.mkdir(parents=True, exist_ok=True)
            (options.root / name).write_text(files[name], encoding="utf-8")
            print(f"wrote {name}")
    return 1 if options.check and stale else 0


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


if __name__ == "__main__":
    sys.exit(main())
