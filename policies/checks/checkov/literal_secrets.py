"""No template contains a password, token or private key as text.

Why: anyone who may read the repository, the template or the resource's description then has the secret, and it cannot
be changed without a deployment. Conditions of the catalogue cannot distinguish a text from a reference to a secret,
since neither's value is known there; so this is a separate check.
Source: AWS Secrets Manager guide, dynamic references in CloudFormation; PCI DSS 8.3.2, 8.6.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from checkov.cloudformation.checks.resource.base_resource_check import BaseResourceCheck
from checkov.common.models.enums import CheckCategories, CheckResult

FIELDS = {
    "AWS::AmazonMQ::Broker": ("Users.Password",),
    "AWS::Cognito::UserPoolIdentityProvider": ("ProviderDetails.client_secret",),
    "AWS::DMS::Endpoint": ("Password",),
    "AWS::DirectoryService::MicrosoftAD": ("Password",),
    "AWS::DirectoryService::SimpleAD": ("Password",),
    "AWS::DocDB::DBCluster": ("MasterUserPassword",),
    "AWS::ElastiCache::ReplicationGroup": ("AuthToken",),
    "AWS::ElastiCache::User": ("Passwords", "AuthenticationMode.Passwords"),
    "AWS::IAM::User": ("LoginProfile.Password",),
    "AWS::MemoryDB::User": ("AuthenticationMode.Passwords",),
    "AWS::OpenSearchService::Domain": ("AdvancedSecurityOptions.MasterUserOptions.MasterUserPassword",),
    "AWS::RDS::DBCluster": ("MasterUserPassword",),
    "AWS::RDS::DBInstance": ("MasterUserPassword", "TdeCredentialPassword"),
    "AWS::Redshift::Cluster": ("MasterUserPassword",),
    "AWS::SecretsManager::Secret": ("SecretString",),
}
"""Properties that are made for a secret, by type; a step into a list means each of its elements."""

VARIABLES = {
    "AWS::CodeBuild::Project": "Environment.EnvironmentVariables",
    "AWS::ECS::TaskDefinition": "ContainerDefinitions.Environment",
    "AWS::Lambda::Function": "Environment.Variables",
    "AWS::SSM::Parameter": "",
}
"""The path to values under names that the author chose, by type; the empty path is the resource itself."""

SPEAKING = re.compile(
    r"passw(or)?d|passphrase|secret|token|api_?key|private_?key|access_?key|credential", re.IGNORECASE
)
"""Names of values that are secret."""

POINTING = re.compile(r"(arn|name|id|path|url|uri|endpoint|header|ttl|expiry|seconds|minutes|length)$", re.IGNORECASE)
"""Suffixes of names of values that refer to a secret, or describe one, without being one."""

KEY_MATERIAL = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----|\b(AKIA|ASIA)[A-Z0-9]{16}\b")
"""Private keys, and the ids of access keys, which are usually next to the key itself."""

PLAIN_TEXT = ("AWS::AutoScaling::LaunchConfiguration", "AWS::EC2::Instance", "AWS::EC2::LaunchTemplate")
"""Types whose user data may hold key material."""


class LiteralSecrets(BaseResourceCheck):  # type: ignore[misc] # checkov ships no types
    """Fails a resource that contains a secret as text."""

    def __init__(self) -> None:
        super().__init__(
            name="No template contains a password, token or private key as text",
            id="LZ_LITERAL_SECRETS",
            categories=[CheckCategories.SECRETS],
            supported_resources=sorted({*FIELDS, *VARIABLES, *PLAIN_TEXT}),
            guideline="keep it in AWS Secrets Manager and write {{resolve:secretsmanager:...}}",
        )

    def scan_resource_conf(self, conf: dict[str, Any]) -> CheckResult:
        """Judge one resource; a reference, a dynamic reference and an empty text are not secrets."""
        kind, properties = conf["Type"], conf.get("Properties") or {}
        values = [value for path in FIELDS.get(kind, ()) for value in _at(properties, path)]
        if kind in VARIABLES:
            values += [value for name, value in _named(_at(properties, VARIABLES[kind])) if _is_secret(name)]
        found = any(_is_literal(value) for value in values)
        found = found or any(KEY_MATERIAL.search(text) for text in _texts(properties))
        return CheckResult.FAILED if found else CheckResult.PASSED


def _at(value: Any, path: str) -> Iterator[Any]:
    """Yield the values at a path, through all elements of lists."""
    if isinstance(value, list):
        for item in value:
            yield from _at(item, path)
    elif not path:
        yield value
    elif isinstance(value, dict):
        step, _, rest = path.partition(".")
        if step in value:
            yield from _at(value[step], rest)


def _named(holders: Iterator[Any]) -> Iterator[tuple[str, Any]]:
    """Yield names and values: of ``{Name: ..., Value: ...}`` and of plain mappings."""
    for holder in holders:
        if not isinstance(holder, dict):
            continue
        if "Value" in holder:
            # PARAMETER_STORE and SECRETS_MANAGER of CodeBuild refer to a secret, without its value.
            if holder.get("Type", "PLAINTEXT") in ("PLAINTEXT", "String", "StringList"):
                yield str(holder.get("Name", "")), holder["Value"]
        else:
            yield from ((str(name), value) for name, value in holder.items())


def _is_secret(name: str) -> bool:
    return bool(SPEAKING.search(name)) and not POINTING.search(name)


def _is_literal(value: Any) -> bool:
    """Return whether the template contains a value, also if joined by functions or in one branch of a condition."""
    if isinstance(value, dict):
        name, argument = next(((k, v) for k, v in value.items() if str(k).startswith("Fn::")), ("", None))
        if name == "Fn::If" and isinstance(argument, list):
            return any(_is_literal(branch) for branch in argument[1:])
        return name in _JOINING and _all_known(argument)
    return isinstance(value, str | int) and bool(str(value)) and "{{resolve:" not in str(value)


_JOINING = ("Fn::Base64", "Fn::Join", "Fn::Sub")


def _all_known(value: Any) -> bool:
    """Return whether all parts that functions join are text of the template; pseudo parameters hide nothing."""
    if isinstance(value, dict):
        written = {k: v for k, v in value.items() if not str(k).startswith("__")}
        if set(written) == {"Ref"}:
            return str(written["Ref"]).startswith("AWS::")
        return bool(written) and set(written) <= set(_JOINING) and all(_all_known(v) for v in written.values())
    if isinstance(value, list):
        return all(_all_known(item) for item in value)
    text = _PSEUDO.sub("", str(value))
    return "${" not in text and "{{resolve:" not in text


_PSEUDO = re.compile(r"\$\{(AWS::[A-Za-z]+|![^}]*)\}")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, str):
        yield value


check = LiteralSecrets()
