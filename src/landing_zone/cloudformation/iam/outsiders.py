"""Who outside the zone a resource names: accounts, organisations, buckets, mail addresses, endpoints, providers.

Every property of a resource is read, whatever its type, so that a new type or property needs no new rule. What a
denial names as its principal or resource is refused, and so is not meant; what a denial exempts is.

Sources: AWS General Reference, "Amazon Resource Names"; IAM User Guide, "AWS JSON policy elements: Principal"; Amazon
S3 User Guide, "General purpose bucket naming rules": a bucket's ARN has no account, and its name alone is global.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from landing_zone.cloudformation.iam.document import is_function, parsed
from landing_zone.cloudformation.iam.identity_providers import provider_of
from landing_zone.cloudformation.intrinsics.reasons import choices
from landing_zone.cloudformation.intrinsics.values import Maybe, Text, Unknown
from landing_zone.yaml.yaml_file import read_yaml

_ARN = re.compile(r"(?=(arn:[\w*?-]+:([\w*?.-]*):([\w*?-]*):([\w*?-]*):([^\s\"',\0]*)))")
_ACCOUNT = re.compile(r"\d{12}")
_ACCOUNT_WITHIN = re.compile(r"(?<!\d)\d{12}(?=\.dkr\.ecr[.-])|(?<=amazonaws\.com/)\d{12}(?=/)")
_ACCOUNT_PATTERN = re.compile(r"(?=.*\d)(?=.*[*?])[\d*?]+")
_ORGANISATION = re.compile(r"(?<![\w.-])o-[a-z0-9]{10,32}(?![\w.-])")
_ENDPOINT = re.compile(r"(?<![\w-])vpce-[0-9a-f]{8,17}(?![\w-])")
_SERVICE = re.compile(r"(?<![\w-])vpce-svc-[0-9a-f]{8,17}(?![\w-])|^aws\.partner/\S+$")
_NETWORK = re.compile(r"vpc-[0-9a-f]{8,17}")
_MAIL = re.compile(r"(?:mailto:)?([^@\s:/]+@[\w.-]+\.[A-Za-z]{2,})")
_HOST = re.compile(r"https?://(?:[^/@\s]*@)?([\w.-]+)")
_PHONE = re.compile(r"\+[0-9][0-9 ]{6,}")
_CANONICAL = re.compile(r"(?:id=)?([0-9a-f]{64})")
_BUCKET_KEYS = frozenset((
    "bucket", "bucketname", "codes3bucket", "destinationbucketname", "inputs3bucketname", "logbucket", "logbucketname",
    "outputs3bucketname", "s3bucket", "s3bucketname",
))  # fmt: skip
"""Properties that name a bucket, in small letters: a bare name has no form of its own."""
_URL_KEYS = frozenset((
    "endpoint", "hecendpoint", "invocationendpoint", "issuer", "metadataurl", "oidc_issuer", "url",
))  # fmt: skip
"""Properties that name where something is sent to, or whose tokens are believed."""
_NOT_READ = frozenset(("Comment", "Description", "Metadata", "Sid", "Tags", "TagSet"))
_DENIED = frozenset(("Principal", "Action", "NotAction", "Resource"))
_BUCKET_WITHIN = re.compile(
    r"(?<![\w.-])(?!logging\.s3\.amazonaws\.com)([a-z0-9][a-z0-9.-]+)\.s3(?:[.-][a-z0-9-]+)*\.amazonaws\.com"
    r"|(?<![\w.-])s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com/([a-z0-9][a-z0-9.-]+)|^s3://([a-z0-9][a-z0-9.-]+)"
)
"""A bucket in a URL or a host; ``logging.s3.amazonaws.com`` is the service that writes access logs."""
_BUCKET_NAME = re.compile(r"[a-z0-9*?][a-z0-9.*?-]{1,61}[a-z0-9*?]")
_FORMS = (("organisation", "o-", _ORGANISATION), ("vpc-endpoint", "vpce-", _ENDPOINT), ("service", "", _SERVICE))
_SHORTEST = 8
"""No name of anybody has fewer characters, but for a bucket's, which looks like any word."""
_REGION = r"[a-z]{2}(?:-?[a-z]+){1,2}-?\d(?:-[0-9a-f]{8})?"

_SERVICE_HOST = re.compile(rf"[a-z0-9-]+\.{_REGION}\.amazonaws\.com(?:\.cn)?")
"""A service's own host; that of a customer's API or search domain has a label of the customer before it."""


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody, or something of somebody, that a resource names.

    Args:
        kind: as in ``trusted`` of the configuration.
        name: the name that ``trusted`` would give.
        arn: the whole ARN that it was found in; "" for none.
    """

    kind: str
    name: str
    arn: str = ""


class _Accounts(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    accounts: tuple[str, ...]
    purpose: str
    source: str


class _Buckets(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    names: tuple[str, ...]
    source: str


class _OfAws(BaseModel):
    """The content of ``of_aws.yaml``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    accounts: tuple[_Accounts, ...]
    buckets: tuple[_Buckets, ...]
    mailbox_providers: tuple[str, ...]

    @property
    def bucket(self) -> re.Pattern[str]:
        """The names of AWS's buckets."""
        names = (re.escape(name).replace("REGION", _REGION) for one in self.buckets for name in one.names)
        return re.compile("|".join(f"(?:{name})" for name in names))


_WILDCARD = re.compile(r"[*?\[]")


@lru_cache(1)
def _of_aws() -> _OfAws:
    return read_yaml(Path(__file__).with_name("of_aws.yaml")).parse(_OfAws)


class Insiders:
    """What is the zone's: what its configuration names, and the buckets of its templates.

    What ``trusted`` names is in the configuration like all else, so it is not an outsider either.

    Args:
        zone: the snapshot of the configuration.
        buckets: the names of the buckets in the templates.
    """

    def __init__(self, zone: Mapping[str, Any], buckets: Iterable[str] = ()) -> None:
        facts = _of_aws()
        self._named = frozenset(_texts(zone))
        self._accounts = self._named | {one for entry in facts.accounts for one in entry.accounts}
        self._buckets = self._named | {*buckets, *_stores(zone)}
        self._of_aws = facts.bucket
        self._patterns: dict[str, bool] = {}
        domains = {text.rpartition("@")[2].lower() for text in self._named if _MAIL.fullmatch(text)}
        self._domains = domains - set(facts.mailbox_providers)

    def has(self, party: Party) -> bool:
        """Return whether a party is the zone's own, AWS's own, or trusted."""
        if party.name in self._named or (party.arn and party.arn in self._named):
            return True
        match party.kind:
            case "account":
                return party.name in self._accounts
            case "bucket":
                return self._bucket(party.name)
            case "mail-address":
                return party.name.rpartition("@")[2].lower() in self._domains
            case "host":
                return _SERVICE_HOST.fullmatch(party.name) is not None
            case "identity-provider":
                return provider_of(party.name).aws
        return False

    def _bucket(self, name: str) -> bool:
        if name in self._buckets or self._of_aws.fullmatch(name) is not None:
            return True
        if not _WILDCARD.search(name):
            return False
        if name not in self._patterns:  # resources of many stacks have the same, and the zone many names
            self._patterns[name] = any(fnmatchcase(one, name) for one in self._buckets)
        return self._patterns[name]


def outsiders(properties: Any, insiders: Insiders) -> list[str] | Unknown:
    """Return whom a resource names that is not of the zone, as ``account 999888777666``; sorted.

    Args:
        properties: of the resource, resolved.
        insiders: what is the zone's.

    Returns:
        Unknown where it depends on a choice of the templates; what they leave open altogether names no party yet.
    """
    read = _Read()
    read.walk(properties)
    found = {party: reasons for party, reasons in read.parties.items() if not insiders.has(party)}
    if certain := sorted({f"{party.kind} {party.name}" for party, reasons in found.items() if not reasons}):
        return certain
    reasons = read.open.union(*found.values())
    return Unknown(reasons) if reasons else []


def names_parties(properties: Any) -> bool:
    """Return whether a resource names any party at all, or may."""
    read = _Read()
    read.walk(properties)
    return bool(read.parties or read.open)


class _Read:
    """A walk over the properties of one resource."""

    def __init__(self) -> None:
        self.parties: dict[Party, frozenset[str]] = {}
        """Each with what it depends on that it is named."""
        self.open: frozenset[str] = frozenset()
        """Choices of the templates on which values depend."""

    def walk(self, node: Any, key: str = "", reasons: frozenset[str] = frozenset()) -> None:
        """Read a value, and all in it.

        Args:
            node: the value.
            key: the nearest property that holds it.
            reasons: what it depends on that it is there.
        """
        if isinstance(node, str):
            self._text(node, key, reasons)
        elif isinstance(node, Mapping):
            self._mapping(node, reasons)
        elif isinstance(node, list):
            for item in node:
                self.walk(item, key, reasons)
        elif isinstance(node, Maybe):
            self.walk(node.value, key, reasons | node.reasons)
        elif isinstance(node, Text):
            self._choose(node.reasons, key)
            document = parsed(node) if node.prefix[:1] in ("{", "[") else node
            if document is not node:
                self.walk(document, key, reasons)
            else:
                self._scan("".join("\0" if part is None else part for part in node.parts), key, reasons)
        elif isinstance(node, int) and not isinstance(node, bool) and node > 0:
            self._text(f"{node:012}" if key.lower().endswith(("account", "accountid", "ownerid")) else "", key, reasons)
        elif isinstance(node, Unknown):
            self._choose(node.reasons, key)

    def _choose(self, reasons: Iterable[str], key: str) -> None:
        """Note the choices on which a value depends, but for the defaults of parameters that name no party."""
        for choice in choices(reasons):
            tried = _Read()
            for value in choice.values if choice.default else ():
                tried.walk(value, key)
            if tried.parties or not choice.default:
                self.open |= {choice}

    def _mapping(self, node: Mapping[str, Any], reasons: frozenset[str]) -> None:
        if is_function(node):
            return
        denies = node.get("Effect") == "Deny"
        for key, value in node.items():
            if key in _NOT_READ or key.startswith("LandingZone::") or (denies and key in _DENIED):
                continue
            if key == "Condition" and "Effect" in node:
                self._condition(value, reasons, denies=denies)
            else:
                self._scan(key, "", reasons)  # a free map may be keyed by account
                self.walk(value, key, reasons)
        self._provider(node, reasons)

    def _condition(self, condition: Any, reasons: frozenset[str], *, denies: bool) -> None:
        """Read whom a condition admits: by a test of equality in a permission, by one of the contrary in a denial."""
        if not isinstance(condition, Mapping):
            self.walk(condition, "Condition", reasons)
            return
        for operator, tests in condition.items():
            if ("not" in operator.lower()) is denies:
                self.walk(tests, "Condition", reasons)

    def _provider(self, node: Mapping[str, Any], reasons: frozenset[str]) -> None:
        """Read what makes an identity provider: its address, or the name that its metadata gives."""
        if "ThumbprintList" in node or "ClientIdList" in node:
            url = node.get("Url")
            self._add("identity-provider", url.removeprefix("https://") if isinstance(url, str) else None, reasons)
        if node.get("SourceType") == "CERTIFICATE_BUNDLE":
            self._add("identity-provider", "certificate-bundle", reasons)
        metadata = node.get("SamlMetadataDocument")
        entity = re.search(r"""entityID=["']([^"']+)""", metadata) if isinstance(metadata, str) else None
        self._add("identity-provider", entity and entity[1], reasons)

    def _text(self, text: str, key: str, reasons: frozenset[str]) -> None:
        if text[:1] in ("{", "[") and not isinstance(document := parsed(text), str):
            self.walk(document, key, reasons)
        else:
            self._scan(text, key, reasons)

    def _scan(self, text: str, key: str, reasons: frozenset[str]) -> None:
        if len(text) < _SHORTEST:
            return
        if "arn:" in text:
            for arn, service, _, account, resource in _ARN.findall(text):
                self._arn(arn, service, account, resource, reasons)
        if _ACCOUNT.fullmatch(text):
            self._add("account", text, reasons)
        elif "amazonaws.com" in text:
            for account in _ACCOUNT_WITHIN.findall(text):
                self._add("account", account, reasons)
        if "s3" in text:
            for names in _BUCKET_WITHIN.findall(text):
                self._add("bucket", "".join(names), reasons)
        for kind, mark, form in _FORMS:
            if mark in text:
                for found in form.findall(text):
                    self._add(kind, found, reasons)
        self._by_key(text, key.lower(), reasons)

    def _by_key(self, text: str, key: str, reasons: frozenset[str]) -> None:
        if "@" in text and (mail := _MAIL.fullmatch(text)):
            self._add("mail-address", mail[1], reasons)
        elif key in _BUCKET_KEYS and _BUCKET_NAME.fullmatch(text):
            self._add("bucket", text, reasons)
        elif key in _URL_KEYS and (host := _HOST.match(text)):
            self._add("host", host[1], reasons)
        elif key in _URL_KEYS and _PHONE.fullmatch(text):
            self._add("phone-number", text, reasons)
        elif key.endswith("sourcevpc") and _NETWORK.fullmatch(text):
            self._add("vpc", text, reasons)
        elif key in ("canonicaluser", "grantee", "id") and (user := _CANONICAL.fullmatch(text)):
            self._add("canonical-user", user[1], reasons)
        elif key == "federated" and not text.startswith("arn:"):
            self._add("identity-provider", text, reasons)

    def _arn(self, arn: str, service: str, account: str, resource: str, reasons: frozenset[str]) -> None:
        if _ACCOUNT.fullmatch(account) or _ACCOUNT_PATTERN.fullmatch(account):
            self._add("account", account, reasons, arn)
        elif service == "s3" and not account and (bucket := resource.partition("/")[0]).strip("*?"):
            self._add("bucket", bucket, reasons, arn)
        kind, _, name = resource.partition("/")
        if service == "iam" and kind in ("oidc-provider", "saml-provider") and name.strip("*?"):
            self._add("identity-provider", name, reasons, arn)

    def _add(self, kind: str, name: str | None, reasons: frozenset[str], arn: str = "") -> None:
        if name:
            party = Party(kind, name, arn)
            self.parties[party] = reasons & self.parties.get(party, reasons)


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, Mapping):
        for value in node.values():
            yield from _texts(value)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from _texts(value)


def _stores(zone: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names of what the bootstrap makes in each account and Region, its buckets among them."""
    bootstrap, regions = zone.get("bootstrap") or {}, zone.get("regions") or {}
    wanted = {*regions.get("allowed", ()), regions.get("home"), regions.get("mirror")} - {None}
    named = [text for text in _texts(bootstrap) if "${AWS::AccountId}" in text]
    for text, account, region in product(named, zone.get("accounts") or (), sorted(wanted)):
        place = {"Qualifier": bootstrap.get("qualifier", ""), "AWS::AccountId": account["id"], "AWS::Region": region}
        for placeholder, value in place.items():
            text = text.replace("${" + placeholder + "}", value)
        yield text
