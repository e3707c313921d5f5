"""The rule ids of the installed engines, read from their packages, so that no control names a missing one."""

from __future__ import annotations

import json
import re
import tarfile
from functools import cache
from importlib import metadata, resources
from pathlib import Path

import checkov.cloudformation.checks.resource.aws  # noqa: F401 - registers the checks
from checkov.cloudformation.checks.resource.registry import cfn_registry

AWS_LIST = Path(__file__).resolve().parents[2] / "src/landing_zone/catalogue/config_rule_facts.json"
OWN_CHECKS = Path(__file__).resolve().parents[2] / "policies" / "checks" / "checkov"
PACKS = {
    "aws-solutions": "AwsSolutions",
    "hipaa-security": "HIPAA.Security",
    "nist-800-53-r4": "NIST.800.53.R4",
    "nist-800-53-r5": "NIST.800.53.R5",
    "pci-dss-321": "PCI.DSS.321",
    "serverless": "Serverless",
}


def _javascript(package: str, member: str) -> str:
    (bundle,) = Path(str(resources.files(package) / "_jsii")).glob("*.tgz")
    with tarfile.open(bundle) as archive:
        file = archive.extractfile(f"package/{member}")
        assert file is not None
        return file.read().decode()


@cache
def cdk_nag_rules() -> frozenset[str]:
    """Every rule of the six packs: ``PCI.DSS.321::PCI.DSS.321-KMSBackingKeyRotationEnabled``."""
    found: set[str] = set()
    for file, pack in PACKS.items():
        text = _javascript("cdk_nag", f"lib/packs/{file}.js")
        for call in text.split("this.applyRule({")[1:]:
            override = re.search(r"ruleSuffixOverride: '([^']+)'", call)
            name = re.search(r"rule: [\w.]+\.(\w+),", call)
            assert name is not None
            found.add(f"{pack}::{pack}-{override.group(1) if override else name.group(1)}")
    return frozenset(found)


@cache
def checkov_rules() -> frozenset[str]:
    """Every CloudFormation check of checkov on one resource, ``checkov::CKV_AWS_7``, and our own, by their files."""
    groups = [*cfn_registry.checks.values(), *cfn_registry.wildcard_checks.values()]
    own = (f"LZ_{path.stem.upper()}" for path in OWN_CHECKS.iterdir() if path.suffix in {".py", ".yaml"})
    return frozenset(f"checkov::{i}" for i in (*own, *(check.id for group in groups for check in group)))


@cache
def cfn_lint_rules() -> frozenset[str]:
    """Every rule of cfn-lint: ``cfn-lint::E3012``."""
    files = metadata.files("cfn-lint") or []
    rules = [f for f in files if f.match("cfnlint/rules/**/*.py") or "cfnlint/rules/" in str(f)]
    texts = (Path(str(f.locate())).read_text(encoding="utf-8") for f in rules if f.suffix == ".py")
    return frozenset(f"cfn-lint::{i}" for text in texts for i in re.findall(r'^    id = "([EWI]\d{4})"', text, re.M))


@cache
def config_rule_identifiers() -> frozenset[str]:
    """Every AWS managed Config rule that the CDK knows (``ManagedRuleIdentifiers``), or the list of facts from AWS."""
    text = _javascript("aws_cdk", "aws-config/lib/rule.js")
    return frozenset(re.findall(r'\bstatic [A-Z0-9_]+="([A-Z0-9_]+)"', text)) | set(json.loads(AWS_LIST.read_text()))
