"""Changes of a resource as a whole: taken out, neutralised, or another one put beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from landing_zone.cloudformation.model import Resource
from landing_zone.proofs.mutants.edit import Edit
from landing_zone.proofs.mutants.model import Operator
from landing_zone.yaml.yaml_file import read_yaml

NEVER = "LzMutantNever"
"""A condition that is never true; a template that has a mutant with it declares it."""
NEVER_TRUE = {"Fn::Equals": ["never", "true"]}
ADDED = "LzMutantAdded"
_KEPT = ("Retain", "RetainExceptOnCreate", "Snapshot")

_METADATA: Mapping[str, Any] = {
    "checkov": {"skip": [{"id": "CKV_AWS_18", "comment": "not needed"}]},
    "cdk_nag": {"rules_to_suppress": [{"id": "AwsSolutions-S1", "reason": "this is not needed here"}]},
    "cfn-lint": {"config": {"ignore_checks": ["E3002"]}},
    "guard": {"SuppressedRules": ["S3_BUCKET_LOGGING_ENABLED"]},
}


def neutralisers(resource: Resource) -> Iterator[Edit]:
    """Yield the changes beside the properties."""
    yield Edit("@Condition", Operator.NEUTRALISE, "never deployed", ("Condition",), NEVER)
    for key in ("DeletionPolicy", "UpdateReplacePolicy"):
        if resource.body.get(key) in _KEPT:
            yield Edit(f"@{key}", Operator.NEUTRALISE, "Delete", (key,), "Delete")
    for name, value in _METADATA.items():
        yield Edit("@Metadata", Operator.NEUTRALISE, f"a suppression of {name}", ("Metadata", name), value)


@cache
def _beside() -> Mapping[str, Any]:
    found = read_yaml(Path(__file__).with_name("beside.yaml")).data
    return found if isinstance(found, dict) else {}


def beside(resource: Resource) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield resources to put beside one, each with what it does."""
    for one in _beside().get(resource.type, ()):
        text = json.dumps(one["body"]).replace("${Resource}", resource.logical_id)
        yield one["does"], json.loads(text)
