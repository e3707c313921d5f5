"""The canonical form of a template, so that equal templates of different accounts are judged once.

An engine does not know for which account a template is. Its result depends on account ids, on the Region and on
private addresses only as text that it repeats: no rule of cdk-nag or checkov compares an account id, a Region or a
private address with a value, and cfn-lint does so with Regions and with one account id, which stays. cfn-lint does
compare which address blocks contain others (``tests/engines/test_canonical.py`` judges templates both ways and
compares). So the template's account ids, private addresses and Region are replaced by placeholders of the same form,
and put back into the result; what differs stays different, and :mod:`landing_zone.engines.address_blocks` keeps which
block contains which. Metadata that could make an engine skip rules is removed as well: the findings are those of a
template without it, and :mod:`landing_zone.gate.bypass_checks` reports that it was there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from landing_zone.engines.address_blocks import Moves, address_placeholders
from landing_zone.engines.engine import RawFinding, canonical_json

ACCOUNT = 111_122_223_333
"""The placeholder of the first account id in a template; the next number replaces the second id, and so on in the
template's order. It is an account id of AWS's documentation, so no rule fails on it."""

CFN_LINT_ACCOUNT = "123456789012"
"""The value that cfn-lint takes for ``AWS::AccountId``: it may look this id up in a mapping, so it stays."""

REGION = "zz-canon-1"
"""The placeholder of the Region of the template's environment; a zone, ``eu-west-1a``, becomes ``zz-canon-1a``."""

SILENCING_METADATA = ("cdk_nag", "cfn-lint", "checkov")
"""Keys of ``Metadata``, on a resource or on the template, that can make the engines skip rules."""

_PATH_METADATA = re.compile(r"aws:(cdk:path|asset:.*)")
"""The origin of a resource: differs from stack to stack, and no rule reads it."""

_START_OF_PLACEHOLDERS = str(ACCOUNT)[:8]
_ACCOUNT_ID = re.compile(rf"(?<!\d)(?!{CFN_LINT_ACCOUNT})[1-9]\d{{11}}(?!\d)")
"""An id that begins with 0 stays: the text may be a number, whose value rules compare."""
_NUMBER_OF_THAT_LENGTH = re.compile(r"(?<=[:,\[])-?\d{12}(?=[,}\]])")
_REGION_FORM = re.compile(r"[a-z]{2}(-[a-z]+)+-\d{1,2}")


@dataclass(frozen=True, slots=True)
class Canonical:
    """A template's canonical text, and what restores a result about it.

    Args:
        text: JSON.
        accounts: placeholders in the text to the account ids that they replace.
        addresses: puts the private addresses back.
        region: the Region that :data:`REGION` replaces; "" when it was not replaced.
    """

    text: str
    accounts: Mapping[str, str]
    addresses: Moves
    region: str

    def restore(self, finding: RawFinding) -> RawFinding:
        """Put the real account ids, addresses and Region back into a finding."""
        return finding._replace(
            logical_id=self.restore_text(finding.logical_id),
            detail=self.restore_text(finding.detail),
            message=self.restore_text(finding.message),
        )

    def restore_text(self, text: str) -> str:
        """Put the real account ids, addresses and Region back into a text."""
        if self.accounts and _START_OF_PLACEHOLDERS in text:  # few texts name an account
            text = _ACCOUNT_ID.sub(lambda found: self.accounts.get(found[0], found[0]), text)
        text = self.addresses.apply(text)
        return text.replace(REGION, self.region) if self.region else text


def canonical(body: Mapping[str, Any], region: str) -> Canonical:
    """Return a template's canonical form.

    Args:
        body: the template; it is not changed.
        region: its environment's Region; "" keeps Regions as they are, for an engine that depends on them.
    """
    clean = without_silencers(body)
    text = canonical_json(clean)
    placeholders: dict[str, str] = {}
    # A number that is not text may be an operand of a calculation: then nothing is replaced.
    if not _NUMBER_OF_THAT_LENGTH.search(text):
        text = _ACCOUNT_ID.sub(lambda found: placeholders.setdefault(found[0], str(ACCOUNT + len(placeholders))), text)
    moves = address_placeholders(text, clean)
    return regionless(Canonical(moves.apply(text), _inverted(placeholders), moves.back(), ""), region)


def _inverted(pairs: Mapping[str, str]) -> dict[str, str]:
    return {value: key for key, value in pairs.items()}


def regionless(form: Canonical, region: str) -> Canonical:
    """Replace the Region in a canonical text that still names it.

    Args:
        form: made without a Region.
        region: what to replace. A text that already holds the placeholder would be ambiguous afterwards: it stays as it
            is, as does one that does not name the Region.
    """
    if not _REGION_FORM.fullmatch(region) or REGION in form.text or region not in form.text:
        return form
    return replace(form, text=form.text.replace(region, REGION), region=region)


def without_silencers(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the template without the metadata that makes engines skip rules, and without that on its origin."""
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
