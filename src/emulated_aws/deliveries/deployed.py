"""The policies as the emulated services have them, read by their own APIs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from emulated_aws.account_context import as_account, client_of
from emulated_aws.deliveries.near import Near, all_deployed
from policy_evaluation.policy import Policy, PolicyKind

_KEYS = ("AWS::KMS::Key", "AWS::KMS::ReplicaKey")
_GLOBAL = "us-east-1"
_ABSENT = frozenset(
    """
    NoSuchBucket NoSuchBucketPolicy NotFoundException NotFound AWS.SimpleQueueService.NonExistentQueue QueueDoesNotExist
    ResourceNotFoundException NoSuchEntity RepositoryNotFoundException RepositoryPolicyNotFoundException
    """.split()  # noqa: SIM905 - a list literal would have a line for each
)


@dataclass(frozen=True)
class Target:
    """What a request is for.

    Args:
        arn: its ARN.
        account, region: where it is.
        policies: its own.
    """

    arn: str
    account: str
    region: str
    policies: tuple[Policy, ...]


class Deployed:
    """What is deployed at one moment; each policy is read once.

    Args:
        management: the management account, from which the organisation is read.
        home: a Region.
        organisation: the organisation's id; ``None`` where there is none.
        accounts: the ids of its accounts.
    """

    def __init__(self, management: str, home: str, organisation: str | None, accounts: frozenset[str]) -> None:
        self._management = management
        self._home = home
        self.organisation = organisation
        self.accounts = accounts
        self._targets: dict[tuple[str, str, str], Target | None] = {}
        self._guardrails: dict[str, tuple[Policy, ...]] = {}
        self._roles: dict[str, tuple[Policy, ...] | None] = {}

    @cached_property
    def resources(self) -> tuple[Near, ...]:
        """Every resource of every stack."""
        return tuple(all_deployed())

    def found(self, type_: str, text: str, near: Near) -> dict[str, Any] | None:
        """Return the resource that a name, id or ARN means, as contracts see it."""
        kinds = _KEYS if type_ in _KEYS else (type_,)
        aliases: list[str] = []
        if type_ in _KEYS:
            key = self._key(text, near)
            if key is None:
                return None
            text, aliases = key
        match = [
            one
            for one in self.resources
            if one.type in kinds and text in {one.arn, one.arn.removesuffix(":*"), one.ref, one.name}
        ]
        # A name is of one account and Region, where it is not an ARN.
        match.sort(key=lambda one: (one.account != near.account, one.region != near.region))
        if not match:
            return None
        one = match[0]
        place = {"arn": one.arn, "account": one.account, "region": one.region, "name": one.name}
        return {**place, "properties": one.properties, "aliases": aliases}

    def target(self, text: str, near: Near) -> Target | None:
        """Return what an ARN names; a key may also be named by its id or alias. ``None``: it is not there."""
        key = (text, near.account, near.region)
        if key not in self._targets:
            self._targets[key] = self._target(text, near)
        return self._targets[key]

    def policies_of_role(self, arn: str) -> tuple[Policy, ...] | None:
        """Return what a role may do, and its boundary. ``None``: it is not there."""
        if arn not in self._roles:
            self._roles[arn] = self._role(arn)
        return self._roles[arn]

    def guardrails(self, account: str, kind: PolicyKind) -> tuple[Policy, ...]:
        """Return the organisation's policies over an account; none over the management account: none bind it."""
        if account not in self._guardrails:
            bound = self.organisation and account != self._management and account in self.accounts
            self._guardrails[account] = tuple(self._above(account)) if bound else ()
        return tuple(policy for policy in self._guardrails[account] if policy.kind is kind)

    # -- targets ------------------------------------------------------------------------------------------------------

    def _target(self, text: str, near: Near) -> Target | None:
        if not text.startswith("arn:") or text.split(":")[2] == "kms":
            key = self._key(text, near)
            text = key[0] if key else ""
        parts = text.split(":", 5)
        if len(parts) < 6:
            return None
        service, region, account, name = parts[2], parts[3] or near.region, parts[4] or near.account, parts[5]
        if service == "s3":
            name, region = name.partition("/")[0], self._home
            owner = _owner_of_bucket(name)
            if owner is None:
                return None
            account = owner
        read = _READERS.get(service)
        if read is None:
            return None
        client = client_of(service, _GLOBAL if service == "iam" else region)
        with as_account(account):
            documents = _answer(lambda: list(read(client, name, text)))
        if documents is None:
            return None
        policies = [
            Policy(kind=PolicyKind.RESOURCE, name=_short(service, name), document=_parsed(one))
            for one in documents
            if one
        ]
        return Target(text, account, region, tuple(policies))

    def _key(self, text: str, near: Near) -> tuple[str, list[str]] | None:
        """Return a key's ARN and the names of its aliases."""
        parts = text.split(":", 5)
        region, account = (parts[3], parts[4]) if len(parts) == 6 else (near.region, near.account)
        key = _kms_key(account, region, text)
        return None if key is None else (key.arn, sorted(key.aliases))

    # -- callers and the organisation ---------------------------------------------------------------------------------

    def _role(self, arn: str) -> tuple[Policy, ...] | None:
        iam, name = client_of("iam", _GLOBAL), arn.rpartition("/")[2]
        with as_account(arn.split(":")[4]):
            role = _answer(lambda: iam.get_role(RoleName=name))
            if role is None:
                return None
            found = [
                (PolicyKind.IDENTITY, one, iam.get_role_policy(RoleName=name, PolicyName=one)["PolicyDocument"])
                for one in iam.list_role_policies(RoleName=name)["PolicyNames"]
            ]
            attached = iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
            found += [(PolicyKind.IDENTITY, one["PolicyName"], _managed(iam, one["PolicyArn"])) for one in attached]
            boundary = role["Role"].get("PermissionsBoundary", {}).get("PermissionsBoundaryArn")
            if boundary:
                found.append((PolicyKind.BOUNDARY, boundary, _managed(iam, boundary)))
        return tuple(Policy(kind=kind, name=policy, document=_parsed(document)) for kind, policy, document in found)

    def _above(self, account: str) -> Iterator[Policy]:
        client = client_of("organizations", _GLOBAL)
        types = (
            ("SERVICE_CONTROL_POLICY", PolicyKind.SERVICE_CONTROL),
            ("RESOURCE_CONTROL_POLICY", PolicyKind.RESOURCE_CONTROL),
        )
        with as_account(self._management):
            chain = [account]
            while not chain[-1].startswith("r-"):
                chain.append(client.list_parents(ChildId=chain[-1])["Parents"][0]["Id"])
            for level, target in enumerate(reversed(chain)):
                for type_, kind in types:
                    for one in client.list_policies_for_target(TargetId=target, Filter=type_)["Policies"]:
                        content = client.describe_policy(PolicyId=one["Id"])["Policy"]["Content"]
                        document = _parsed(content)
                        if kind is PolicyKind.RESOURCE_CONTROL and one["Name"] == "RCPFullAWSAccess":
                            continue  # it allows everything, and is attached everywhere
                        yield Policy(kind=kind, name=one["Name"], document=document, level=level)


def _managed(iam: Any, arn: str) -> Any:
    version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    return iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]


def _owner_of_bucket(name: str) -> str | None:
    from moto.s3.models import s3_backends

    owner = s3_backends.bucket_accounts.get(name)
    return str(owner[1]) if owner else None


def _kms_key(account: str, region: str, text: str) -> Any:
    """Return moto's key: by its API a Deny of the key's policy would refuse everybody, whom it names or not."""
    from moto.kms.models import kms_backends

    backend = kms_backends[account][region]
    return backend.keys.get(backend.any_id_to_key_id(text)) if account else None


def _answer(call: Callable[[], Any]) -> Any:
    """Return what an API answers; ``None`` where there is no such thing."""
    from botocore.exceptions import ClientError

    try:
        return call()
    except ClientError as error:
        if error.response["Error"]["Code"] in _ABSENT:
            return None
        raise


def _parsed(document: Any) -> Mapping[str, Any]:
    found = json.loads(document) if isinstance(document, str) else document
    return found if isinstance(found, Mapping) else {}


def _short(service: str, name: str) -> str:
    return f"the key {name.partition('/')[2]}" if service == "kms" else name


# -- the services: each yields the documents of a resource's policies; an error of _ABSENT says that it is not there


def _s3(client: Any, name: str, _: str) -> Iterator[Any]:
    client.head_bucket(Bucket=name)
    answer = _answer(lambda: client.get_bucket_policy(Bucket=name))
    yield answer and answer["Policy"]


def _kms(_: Any, __: str, arn: str) -> Iterator[Any]:
    key = _kms_key(arn.split(":")[4], arn.split(":")[3], arn)
    yield key and key.policy


def _sns(client: Any, _: str, arn: str) -> Iterator[Any]:
    yield client.get_topic_attributes(TopicArn=arn)["Attributes"].get("Policy")


def _sqs(client: Any, name: str, _: str) -> Iterator[Any]:
    url = client.get_queue_url(QueueName=name)["QueueUrl"]
    yield client.get_queue_attributes(QueueUrl=url, AttributeNames=["All"]).get("Attributes", {}).get("Policy")


def _events(client: Any, name: str, _: str) -> Iterator[Any]:
    yield client.describe_event_bus(Name=name.partition("/")[2]).get("Policy")


def _logs(client: Any, name: str, _: str) -> Iterator[Any]:
    group = name.removeprefix("log-group:").partition(":")[0]
    if group not in {
        one["logGroupName"] for one in client.describe_log_groups(logGroupNamePrefix=group).get("logGroups", ())
    }:
        return
    for one in client.describe_resource_policies()["resourcePolicies"]:
        yield one["policyDocument"]


def _lambda(client: Any, name: str, _: str) -> Iterator[Any]:
    function = name.removeprefix("function:").partition(":")[0]
    client.get_function_configuration(FunctionName=function)
    answer = _answer(lambda: client.get_policy(FunctionName=function))
    yield answer and answer["Policy"]


def _iam(client: Any, name: str, _: str) -> Iterator[Any]:
    yield client.get_role(RoleName=name.rpartition("/")[2])["Role"]["AssumeRolePolicyDocument"]


def _ecr(client: Any, name: str, _: str) -> Iterator[Any]:
    repository = name.removeprefix("repository/")
    client.describe_repositories(repositoryNames=[repository])
    answer = _answer(lambda: client.get_repository_policy(repositoryName=repository))
    yield answer and answer["policyText"]


_READERS: dict[str, Callable[[Any, str, str], Iterator[Any]]] = {
    "s3": _s3,
    "kms": _kms,
    "sns": _sns,
    "sqs": _sqs,
    "events": _events,
    "logs": _logs,
    "lambda": _lambda,
    "iam": _iam,
    "ecr": _ecr,
}
