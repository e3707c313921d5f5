"""What keeps data, and how it is encrypted there (PCI DSS 3.5, 12.3.3; GDPR 32(1)(a))."""

from __future__ import annotations

from collections.abc import Callable

from landing_zone.cloudformation.intrinsics.lists import listed
from landing_zone.inventory.facts import Fact, Facts, at, shown, yes
from landing_zone.inventory.model import StoreFact

_NONE = "none is declared"
_OF_THE_SERVICE = "key of the service"


def _key(name: str, otherwise: str) -> Callable[[Fact], str]:
    def encryption(fact: Fact) -> str:
        key = shown(fact.properties.get(name))
        return f"key {key}" if key else otherwise

    return encryption


def _switched(switch: str, key: str) -> Callable[[Fact], str]:
    def encryption(fact: Fact) -> str:
        named = shown(fact.properties.get(key))
        if not yes(fact.properties.get(switch)):
            return _NONE if not fact.properties.get(switch) else shown(fact.properties.get(switch))
        return f"key {named}" if named else _OF_THE_SERVICE

    return encryption


def _bucket(fact: Fact) -> str:
    rules = listed(at(fact.properties.get("BucketEncryption"), "ServerSideEncryptionConfiguration"))
    defaults = [at(rule, "ServerSideEncryptionByDefault") for rule in rules]
    for default in defaults:
        if key := shown(at(default, "KMSMasterKeyID")):
            return f"key {key}"
        if algorithm := shown(at(default, "SSEAlgorithm")):
            return f"{algorithm}, {_OF_THE_SERVICE}"
    return f"AES256, {_OF_THE_SERVICE}"  # S3 does so for every bucket since 2023, Amazon S3 User Guide


def _queue(fact: Fact) -> str:
    if key := shown(fact.properties.get("KmsMasterKeyId")):
        return f"key {key}"
    managed = fact.properties.get("SqsManagedSseEnabled")
    return _OF_THE_SERVICE if managed is None or yes(managed) else _NONE


def _table(fact: Fact) -> str:
    key = shown(at(fact.properties.get("SSESpecification"), "KMSMasterKeyId"))
    return f"key {key}" if key else _OF_THE_SERVICE


def _repository(fact: Fact) -> str:
    key = shown(at(fact.properties.get("EncryptionConfiguration"), "KmsKey"))
    return f"key {key}" if key else _OF_THE_SERVICE


def _stream(fact: Fact) -> str:
    key = shown(at(fact.properties.get("StreamEncryption"), "KeyId"))
    return f"key {key}" if key else _NONE


_KINDS: dict[str, tuple[str, str, Callable[[Fact], str]]] = {
    "AWS::S3::Bucket": ("bucket", "BucketName", _bucket),
    "AWS::SQS::Queue": ("queue", "QueueName", _queue),
    "AWS::SNS::Topic": ("topic", "TopicName", _key("KmsMasterKeyId", _NONE)),
    "AWS::Logs::LogGroup": ("log group", "LogGroupName", _key("KmsKeyId", _OF_THE_SERVICE)),
    "AWS::DynamoDB::Table": ("table", "TableName", _table),
    "AWS::DynamoDB::GlobalTable": ("table", "TableName", _table),
    "AWS::RDS::DBInstance": ("database", "DBInstanceIdentifier", _switched("StorageEncrypted", "KmsKeyId")),
    "AWS::RDS::DBCluster": ("database cluster", "DBClusterIdentifier", _switched("StorageEncrypted", "KmsKeyId")),
    "AWS::EFS::FileSystem": ("file system", "", _switched("Encrypted", "KmsKeyId")),
    "AWS::EC2::Volume": ("volume", "", _switched("Encrypted", "KmsKeyId")),
    "AWS::SecretsManager::Secret": ("secret", "Name", _key("KmsKeyId", _OF_THE_SERVICE)),
    "AWS::ECR::Repository": ("image repository", "RepositoryName", _repository),
    "AWS::Backup::BackupVault": ("backup vault", "BackupVaultName", _key("EncryptionKeyArn", _OF_THE_SERVICE)),
    "AWS::Kinesis::Stream": ("stream", "Name", _stream),
}


def stores(facts: Facts) -> tuple[StoreFact, ...]:
    """List everything that keeps data, with its encryption at rest."""
    found = [
        StoreFact(
            resource=fact.position,
            environment=fact.environment,
            what=what,
            name=shown(fact.properties.get(named)) or fact.resource.logical_id,
            encryption=encryption(fact),
        )
        for type_, (what, named, encryption) in _KINDS.items()
        for fact in facts.of(type_)
    ]
    return tuple(sorted(found, key=lambda store: (store.environment, store.resource)))
