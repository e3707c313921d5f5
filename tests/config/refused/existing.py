"""What cannot have existed before is refused."""

from __future__ import annotations

import pytest

_AFTER = "frameworks: [pci-dss-4.0.1, gdpr]"


def _written(existing: str) -> dict[str, str]:
    return {_AFTER: f"{_AFTER}\nexisting: {{{existing}}} # written"}


REFUSED = [
    pytest.param(
        _written("detector: {accounts: [netwrk]}"),
        "# written",
        "'netwrk' is not an account",
        "netwrk",
        "cde-production, cde-staging",
        "did you mean 'network'?",
        id="unknown account",
    ),
    pytest.param(
        _written("delivery_channel: {}"),
        "# written",
        "no delivery channel without a recorder, and these accounts have none: cde-production, cde-staging",
        "",
        "accounts that 'recorder' has too",
        "add them to 'recorder'",
        id="channel without a recorder",
    ),
    pytest.param(
        _written("recorder: {accounts: [network]}, delivery_channel: {accounts: [network, security]}"),
        "# written",
        "and these accounts have none: security",
        "network",
        "accounts that 'recorder' has too",
        "add them to 'recorder'",
        id="channel in more accounts",
    ),
    pytest.param(
        _written("service_linked_roles: {guardduty.amazonaws.com: {}}"),
        "# written",
        "the zone makes no service-linked role of 'guardduty.amazonaws.com'",
        "guardduty.amazonaws.com",
        "config.amazonaws.com",
        "remove the line",
        id="a role that the zone never makes",
    ),
    pytest.param(
        _written("trail: {name: a trail}"),
        "# written",
        "this is not a name of a trail",
        "a trail",
        "aws-controltower-BaselineCloudTrail",
        "aws cloudtrail describe-trails",
        id="no name of a trail",
    ),
    pytest.param(
        _written("log_archive: {bucket: 'arn:aws:s3:::logs'}"),
        "# written",
        "this is not a name of a bucket",
        "arn:aws:s3:::logs",
        "examplepay-logs",
        "not the ARN",
        id="no name of a bucket",
    ),
    pytest.param(
        _written("recorder: {accounts: []}"),
        "# written",
        "existing.recorder.accounts: it is empty",
        "",
        "every account without this line",
        "add what is missing",
        id="accounts, and none",
    ),
    pytest.param(
        _written("log_archive: {bucket: logs, key: 'arn:aws:kms:us-east-1:222222222222:alias/logs'}"),
        "# written",
        "the key is in another Region than the bucket",
        "arn:aws:kms:us-east-1:222222222222:alias/logs",
        "a key in eu-west-1, the home Region",
        "give the key that encrypts the bucket",
        id="a key of another Region",
    ),
]
