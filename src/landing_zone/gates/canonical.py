"""The one text under which equal templates of different accounts are judged once.

An engine's answer depends on a template's account and Region only as text that it repeats: no rule of cdk-nag or
checkov compares an account id or a Region with a value, and cfn-lint does so with Regions alone
(``tests/gates/test_canonical.py`` judges templates both ways and compares). So they are replaced by fixed stand-ins,
and put back into the answer. What an engine could read as an order to look away is taken out as well: the findings
are those of a template without it, and :mod:`landing_zone.gates.ways_round` reports that it was there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from landing_zone.gates.engine import RawFinding, canonical_json

ACCOUNT = "123456789012"
"""Stands for the account of the template's environment: AWS's own documentation value, so no rule dislikes it."""

REGION = "zz-canon-1"
"""Stands for the Region of the template's environment; a zone, ``eu-west-1a``, becomes ``zz-canon-1a``."""

SILENCING_METADATA = ("cdk_nag", "cfn-lint", "checkov")
"""Keys of ``Metadata``, on a resource or on the template, by which the engines can be told to skip rules."""

_PATH_METADATA = re.compile(r"aws:(cdk:path|asset:.*)")
"""Where a resource came from: differs from stack to stack, and no rule reads it."""

_ACCOUNT_FORM = re.compile(r"\d{12}")
_REGION_FORM = re.compile(r"[a-z]{2}(-[a-z]+)+-\d{1,2}")


@dataclass(frozen=True, slots=True)
class Canonical:
    """A template's canonical text, and how to read an answer about it.

    Args:
        text: JSON.
        stand_ins: pairs of what stands in the text and what it stands for.
    """

    text: str
    stand_ins: tuple[tuple[str, str], ...]

    def restore(self, finding: RawFinding) -> RawFinding:
        """Put the real account and Region back into a finding."""
        return finding._replace(
            logical_id=self.restore_text(finding.logical_id),
            detail=self.restore_text(finding.detail),
            message=self.restore_text(finding.message),
        )

    def restore_text(self, text: str) -> str:
        """Put the real account and Region back into a text."""
        for stand_in, real in self.stand_ins:
            text = text.replace(stand_in, real)
        return text


def canonical(body: Mapping[str, Any], account: str, region: str) -> Canonical:
    """Bring a template to its canonical text.

    Args:
        body: the template; it is not changed.
        account: its environment's account id; "" keeps account ids as they are.
        region: its environment's Region; "" keeps Regions as they are, as an engine needs that knows Regions.
    """
    text = canonical_json(without_silencers(body))
    stand_ins = []
    for real, stand_in, form in ((account, ACCOUNT, _ACCOUNT_FORM), (region, REGION, _REGION_FORM)):
        # A template that already holds the stand-in could not be told from one that gets it: it stays as it is.
        if form.fullmatch(real) and stand_in not in text and real in text:
            text = text.replace(real, stand_in)
            stand_ins.append((stand_in, real))
    return Canonical(text, tuple(stand_ins))


def without_silencers(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the template without the metadata that tells engines to skip rules, or that says where it came from."""
    clean = _clean_metadata(body)
    resources = clean.get("Resources")
    if isinstance(resources, Mapping):
        clean["Resources"] = {
            logical_id: _clean_metadata(resource) if isinstance(resource, Mapping) else resource
            for logical_id, resource in resources.items()
        }
    return clean


def _clean_metadata(holder: Mapping[str, Any]) -> dict[str, Any]:
    metadata = holder.get("Metadata")
    if not isinstance(metadata, Mapping):
        return dict(holder)
    kept = {
        key: value
        for key, value in metadata.items()
        if key not in SILENCING_METADATA and not _PATH_METADATA.fullmatch(str(key))
    }
    return {key: kept if key == "Metadata" else value for key, value in holder.items() if key != "Metadata" or kept}
