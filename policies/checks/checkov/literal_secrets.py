"""No template contains a password, token or private key as text.

Why: anyone who may read the repository, the template or the resource's description then has the secret, and it cannot
be changed without a deployment. Conditions of the catalogue cannot distinguish a text from a reference to a secret,
since neither's value is known there; so this is a separate check. A plain ``{{resolve:ssm:...}}`` is text too: it reads
a parameter of type String, which is not encrypted. Forms of tokens, and the entropy of keys, are detect-secrets'.
Source: AWS Secrets Manager guide, dynamic references in CloudFormation; PCI DSS 8.3.2, 8.6.2.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from typing import Any

from checkov.cloudformation.checks.resource.base_resource_check import BaseResourceCheck
from checkov.common.models.enums import CheckCategories, CheckResult
from detect_secrets.plugins.basic_auth import BasicAuthDetector
from detect_secrets.plugins.github_token import GitHubTokenDetector
from detect_secrets.plugins.high_entropy_strings import Base64HighEntropyString, HexHighEntropyString
from detect_secrets.plugins.jwt import JwtTokenDetector
from detect_secrets.plugins.npm import NpmDetector
from detect_secrets.plugins.sendgrid import SendGridDetector
from detect_secrets.plugins.slack import SlackDetector
from detect_secrets.plugins.square_oauth import SquareOAuthDetector
from detect_secrets.plugins.stripe import StripeDetector
from detect_secrets.plugins.twilio import TwilioKeyDetector

FIELDS = {
    "AWS::AmazonMQ::Broker": ("Users.Password", "LdapServerMetadata.ServiceAccountPassword"),
    "AWS::Amplify::App": ("AccessToken", "OauthToken"),
    "AWS::ApiGateway::ApiKey": ("Value",),
    "AWS::AppStream::DirectoryConfig": ("ServiceAccountCredentials.AccountPassword",),
    "AWS::BackupGateway::Hypervisor": ("Password",),
    "AWS::BedrockAgentCore::ApiKeyCredentialProvider": ("ApiKey",),
    "AWS::CodeBuild::SourceCredential": ("Token",),
    "AWS::CodePipeline::Webhook": ("AuthenticationConfiguration.SecretToken",),
    "AWS::Cognito::UserPoolIdentityProvider": ("ProviderDetails.client_secret",),
    "AWS::Connect::User": ("Password",),
    "AWS::DMS::Endpoint": (
        "Password",
        "GcpMySQLSettings.Password",
        "KafkaSettings.SaslPassword",
        "KafkaSettings.SslClientKeyPassword",
        "MicrosoftSqlServerSettings.Password",
        "MongoDbSettings.Password",
        "OracleSettings.AsmPassword",
        "RedisSettings.AuthPassword",
    ),
    "AWS::DataSync::LocationFSxONTAP": ("Protocol.SMB.Password",),
    "AWS::DataSync::LocationFSxWindows": ("Password",),
    "AWS::DataSync::LocationObjectStorage": ("SecretKey",),
    "AWS::DataSync::LocationSMB": ("Password",),
    "AWS::DirectoryService::MicrosoftAD": ("Password",),
    "AWS::DirectoryService::SimpleAD": ("Password",),
    "AWS::DocDB::DBCluster": ("MasterUserPassword",),
    "AWS::DocDBElastic::Cluster": ("AdminUserPassword",),
    "AWS::EC2::VerifiedAccessTrustProvider": (
        "NativeApplicationOidcOptions.ClientSecret",
        "OidcOptions.ClientSecret",
    ),
    "AWS::ElastiCache::ReplicationGroup": ("AuthToken",),
    "AWS::ElastiCache::User": ("Passwords", "AuthenticationMode.Passwords"),
    "AWS::ElasticLoadBalancingV2::Listener": ("DefaultActions.AuthenticateOidcConfig.ClientSecret",),
    "AWS::ElasticLoadBalancingV2::ListenerRule": ("Actions.AuthenticateOidcConfig.ClientSecret",),
    "AWS::Events::Connection": (
        "AuthParameters.ApiKeyAuthParameters.ApiKeyValue",
        "AuthParameters.BasicAuthParameters.Password",
        "AuthParameters.OAuthParameters.ClientParameters.ClientSecret",
    ),
    "AWS::FSx::StorageVirtualMachine": (
        "ActiveDirectoryConfiguration.SelfManagedActiveDirectoryConfiguration.Password",
        "SvmAdminPassword",
    ),
    "AWS::IAM::ServerCertificate": ("PrivateKey",),
    "AWS::IAM::User": ("LoginProfile.Password",),
    "AWS::KinesisFirehose::DeliveryStream": (
        "HttpEndpointDestinationConfiguration.EndpointConfiguration.AccessKey",
        "RedshiftDestinationConfiguration.Password",
        "SplunkDestinationConfiguration.HECToken",
    ),
    "AWS::Lightsail::Database": ("MasterUserPassword",),
    "AWS::MemoryDB::User": ("AuthenticationMode.Passwords",),
    "AWS::OpenSearchService::Domain": ("AdvancedSecurityOptions.MasterUserOptions.MasterUserPassword",),
    "AWS::QuickSight::DataSource": ("Credentials.CredentialPair.Password",),
    "AWS::RDS::DBCluster": ("MasterUserPassword",),
    "AWS::RDS::DBInstance": ("MasterUserPassword", "TdeCredentialPassword"),
    "AWS::Redshift::Cluster": ("MasterUserPassword",),
    "AWS::RedshiftServerless::Namespace": ("AdminUserPassword",),
    "AWS::SES::EmailIdentity": ("DkimSigningAttributes.DomainSigningPrivateKey",),
    "AWS::SageMaker::Workforce": ("OidcConfig.ClientSecret",),
    "AWS::SecretsManager::Secret": ("SecretString",),
    "AWS::Timestream::InfluxDBCluster": ("Password",),
    "AWS::Timestream::InfluxDBInstance": ("Password",),
    "AWS::Transfer::Certificate": ("PrivateKey",),
}
"""Properties that are made for a secret, by type; a step into a list means each of its elements.

Source: the write-only properties of CloudFormation's resource schemas, but for those that only refer to a secret.
"""

VARIABLES = {
    "AWS::Batch::JobDefinition": "ContainerProperties.Environment",
    "AWS::CodeBuild::Project": "Environment.EnvironmentVariables",
    "AWS::ECS::TaskDefinition": "ContainerDefinitions.Environment",
    "AWS::ElasticBeanstalk::Environment": "OptionSettings",
    "AWS::Glue::Job": "DefaultArguments",
    "AWS::Lambda::Function": "Environment.Variables",
    "AWS::SSM::Parameter": "",
}
"""The path to values under names that the author chose, by type; the empty path is the resource itself."""

CUSTOM = (
    "Custom::*",
    "AWS::Amplify::App",
    "AWS::Amplify::Branch",
    "AWS::AppRunner::Service",
    "AWS::CloudFormation::CustomResource",
    "AWS::CodePipeline::Pipeline",
    "AWS::EMR::Cluster",
    "AWS::ElasticBeanstalk::ConfigurationTemplate",
    "AWS::Glue::Connection",
    "AWS::Lightsail::Container",
    "AWS::SageMaker::Model",
    "AWS::Synthetics::Canary",
)
"""Custom resources, whose properties are all named by their author, and types with such names at several depths."""

PROGRAMS = (
    "AWS::AppSync::FunctionConfiguration",
    "AWS::AppSync::Resolver",
    "AWS::AutoScaling::LaunchConfiguration",
    "AWS::Batch::JobDefinition",
    "AWS::CloudFront::Function",
    "AWS::CodeBuild::Project",
    "AWS::EC2::Instance",
    "AWS::EC2::LaunchTemplate",
    "AWS::ECS::TaskDefinition",
    "AWS::ImageBuilder::Component",
    "AWS::Lambda::Function",
    "AWS::SSM::Association",
    "AWS::SSM::Document",
    "AWS::SSM::MaintenanceWindowTask",
    "AWS::SageMaker::NotebookInstanceLifecycleConfig",
    "AWS::StepFunctions::StateMachine",
    "AWS::Synthetics::Canary",
)
"""Types with user data, commands, code or documents, which may assign a secret to a variable."""

SECRET = re.compile(
    r"pass-?w(or)?ds?(?!-?less)|pass-?phrases?|secrets?(?!ar[iy])|tokens?(?!i[sz])|credentials?|basic-?auth"
    r"|(api|private|access|secret|account)-?keys?"
)
"""Names of values that are secret, in lower case, with "-" between words; a secretary or a tokeniser is none."""
SHORT = frozenset(("creds", "dbpass", "pass", "pwd"))
"""Last words of such names, too short to be looked for within others."""

DESCRIBING = re.compile(
    "age|algorithm|alias|arns?|audience|authentication|backend|capacity|chars|claims?|complexity|cookie|count|days|dir|duration"
    "|enabled|encod(er|ing)|endpoint|expir(ation|es|y)|fields?|file|format|hash(er|ing)|headers?|history|hint|host|hours|ids?"
    "|interval|issuer|length|level|lifetime|limit|manage(d|ment|r)|max(imum)?|min(imum|utes)?|mode|names?|param(eter)?s?|path"
    "|pattern|per|policy|port|prefix|prevention|profile|provider|queue|ref|regex|region|required|reuse|role|rotation|scopes?|seconds"
    "|size|source|ssm|stage|stdin|store|table|topic|ttl|type|uri|url|use|user(name)?|validity|version"
)
"""Words after the name of a secret that make it the name of something about it: ``TOKEN_ISSUER``."""

AMOUNT = frozenset(("count", "max", "maximum", "min", "minimum", "num", "number"))
"""Words before it that make it a number: ``MAX_TOKENS``."""

NO_SECRET_KEY = frozenset(("cache", "kms", "object", "partition", "primary", "pub", "public", "s3", "sort"))
"""Words in the names of keys that need not be secret."""

KEY_MATERIAL = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY( BLOCK)?-----|\b(AKIA|ASIA)[A-Z0-9]{16}\b"
    r"|\b(github_pat_\w{22,}|glpat-[\w-]{20,}|npm_[A-Za-z0-9]{36}\b|sk-[\w-]*T3BlbkFJ)"
    r"|\b\w+:[^\s:/@${<]+@(tcp|unix)\(|://:[^\s:/@${<]+@"
)
"""Private keys; the ids of access keys, which are usually next to the key itself; and forms that no detector knows:
tokens of GitHub, GitLab, npm and OpenAI, a password in a driver's address or without a user.
"""

DETECTORS = (
    BasicAuthDetector(),  # scheme://user:password@host
    GitHubTokenDetector(),
    JwtTokenDetector(),
    NpmDetector(),
    SendGridDetector(),
    SlackDetector(),
    SquareOAuthDetector(),
    StripeDetector(),
    TwilioKeyDetector(),
)
HEX, BASE64 = HexHighEntropyString(), Base64HighEntropyString()
_HEX_KEY = re.compile(r"[0-9a-fA-F]{32,}")
_BASE64_KEY = re.compile(r"[A-Za-z0-9+/_-]{20,}={0,2}")
_PLACE = re.compile(r"(/[\w.-]+)+|[a-z][a-z-]*(/[a-z][a-z0-9-]*)+|</?[\w-]+>|https?://[^\s@?]+")
_ASSIGNED = re.compile(r"""(?:^|[\s;&|?"'])-{0,2}(?P<name>[A-Za-z][\w-]*)=["']?(?P<value>[^\s"';&|]+)""", re.MULTILINE)
_OPTION = re.compile(r"""--(?!no-)(?P<name>[a-z][\w-]*)[ \t]+["']?(?P<value>[^\s"'-][^\s"';&|]*)""")
_QUOTED = re.compile(
    r"""(?<![\w.])["']?(?P<name>[A-Za-z][\w-]*)["']?[ \t]*(?::=?|=>?)[ \t]*"""
    r"""(?P<quote>["'])(?P<value>[^"'\s]+)(?P=quote)"""
)
"""In code: a name, and a literal that it is set to, ``password = 'value'`` or ``"password": "value"``."""
_NOT_TEXT = re.compile(r"[$`<%]|\{\{resolve:(secretsmanager|ssm-secure):")
"""In a program: a variable, a command's output, or a placeholder."""


class LiteralSecrets(BaseResourceCheck):  # type: ignore[misc] # checkov ships no types
    """Fails a resource that contains a secret as text."""

    def __init__(self) -> None:
        super().__init__(
            name="No template contains a password, token or private key as text",
            id="LZ_LITERAL_SECRETS",
            categories=[CheckCategories.SECRETS],
            supported_resources=sorted({*FIELDS, *VARIABLES, *PROGRAMS, *CUSTOM}),
            guideline="keep it in AWS Secrets Manager and write {{resolve:secretsmanager:...}}",
        )

    def scan_resource_conf(self, conf: dict[str, Any]) -> CheckResult:
        """Judge one resource; a reference, a dynamic reference and an empty text are not secrets."""
        kind, properties = conf["Type"], conf.get("Properties") or {}
        found = any(_is_literal(value) for path in FIELDS.get(kind, ()) for value in _at(properties, path))
        if kind in VARIABLES:
            found = found or any(_secret(name, value) for name, value in _named(_at(properties, VARIABLES[kind])))
            found = found or any(_within(value) for value in _texts([*_at(properties, VARIABLES[kind])]))
        elif kind.startswith("Custom::") or kind in CUSTOM:
            found = found or any(_secret(name, value) for name, value in _named(_mappings(properties)))
        found = found or any(_recognised(text, program=kind in PROGRAMS) for text in _texts(properties))
        return CheckResult.FAILED if found else CheckResult.PASSED


def _recognised(text: str, *, program: bool) -> bool:
    """Return whether a text has the form of a secret, or contains one; base64, as user data may be, is decoded."""
    text += _decoded(text)
    return bool(
        KEY_MATERIAL.search(text) or any(any(d.analyze_string(text)) for d in DETECTORS) or (program and _assigns(text))
    )


def _assigns(text: str) -> bool:
    return any(
        not _NOT_TEXT.search(found["value"]) and _secret(found["name"], found["value"])
        for form in (_ASSIGNED, _OPTION, _QUOTED)
        for found in form.finditer(text)
    )


def _within(text: str) -> bool:
    """Return whether a value names a secret and its value: a connection string, or JSON."""
    if not text.lstrip().startswith(("{", "[")):
        return _assigns(text)
    try:
        content = json.loads(text)
    except ValueError:
        return False
    return any(_secret(name, value) for name, value in _named(_mappings(content)))


def _decoded(text: str) -> str:
    try:
        return "\n" + base64.b64decode("".join(text.split()), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return ""


def _secret(name: str, value: Any) -> bool:
    """Return whether a value under a name that its author chose is a secret in clear text."""
    words = [word.lower() for word in re.findall(r"[A-Z]+\d*(?![a-z])|[A-Z]?[a-z]+\d*|\d+", name)]
    found = list(SECRET.finditer("-".join(words)))
    if not found and words and words[-1] in SHORT:
        return _is_literal(value)
    if not found:
        return words[-1:] in (["key"], ["keys"]) and not NO_SECRET_KEY & set(words) and _random(value)
    start, before, after = 0, set(), set()
    for word in words:
        if start + len(word) <= found[-1].start():
            before.add(word)
        elif start >= found[-1].end():
            after.add(word)
        start += len(word) + 1
    if any(map(DESCRIBING.fullmatch, after)) or before & AMOUNT or _names_a_place(value):
        return False
    return not (found[-1][0] == "tokens" and str(value).isdecimal()) and _is_literal(value)


def _names_a_place(value: Any) -> bool:
    """Return whether a value says where a secret is: a path, or an address without a user."""
    return isinstance(value, str) and bool(_PLACE.fullmatch(value)) and not _random(value)


def _random(value: Any) -> bool:
    """Return whether a value is so random that it can only be a key."""
    if not isinstance(value, str):
        return False
    if _HEX_KEY.fullmatch(value):
        return bool(HEX.calculate_shannon_entropy(value) > HEX.entropy_limit)
    return bool(_BASE64_KEY.fullmatch(value) and BASE64.calculate_shannon_entropy(value) > BASE64.entropy_limit)


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
        # PARAMETER_STORE and SECRETS_MANAGER of CodeBuild refer to a secret, without its value.
        if "Value" in holder and holder.get("Type", "PLAINTEXT") in ("PLAINTEXT", "String", "StringList"):
            yield (
                str(
                    holder.get("Name") or holder.get("Key") or holder.get("OptionName") or holder.get("Variable") or ""
                ),
                holder["Value"],
            )
        yield from ((str(name), value) for name, value in holder.items())


def _mappings(value: Any) -> Iterator[Any]:
    """Yield every mapping in a value."""
    if isinstance(value, dict):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _mappings(item)


def _is_literal(value: Any) -> bool:
    """Return whether the template contains a value, also if joined by functions or in one branch of a condition."""
    if isinstance(value, list):
        return any(_is_literal(item) for item in value)
    if isinstance(value, dict):
        name, argument = next(((k, v) for k, v in value.items() if str(k).startswith("Fn::")), ("", None))
        if name == "Fn::If" and isinstance(argument, list):
            return any(_is_literal(branch) for branch in argument[1:])
        return name in _JOINING and _all_known(argument)
    text = str(value)
    if isinstance(value, bool) or not isinstance(value, str | int) or text.lower() in ("", "true", "false"):
        return False
    return not text.startswith("arn:") and not _RESOLVED.search(text)


_RESOLVED = re.compile(r"\{\{resolve:(secretsmanager|ssm-secure):")
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
    return "${" not in text and not _RESOLVED.search(text)


_PSEUDO = re.compile(r"\$\{(AWS::[A-Za-z]+|![^}]*)\}")


def _texts(value: Any) -> Iterator[str]:
    """Yield every text in a value, and what the parts of a list are together, as in a command."""
    if isinstance(value, dict):
        for name, item in value.items():
            if name == "Fn::Join" and isinstance(item, list) and len(item) == 2 and isinstance(item[1], list):
                yield str(item[0]).join(part if isinstance(part, str) else "${}" for part in item[1])
            yield from _texts(item)
    elif isinstance(value, list):
        yield " ".join(item for item in value if isinstance(item, str))
        for item in value:
            yield from _texts(item)
    elif isinstance(value, str):
        yield value


check = LiteralSecrets()
