"""A class of data: what it is, why it may be kept, and for how long."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, Field, StrictBool

from landing_zone.config.fields import CONFIG, Days, Line


class LegalBasis(StrEnum):
    """The grounds on which GDPR article 6(1) lets personal data be processed, and a word for all other data."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal-obligation"
    VITAL_INTERESTS = "vital-interests"
    PUBLIC_TASK = "public-task"
    LEGITIMATE_INTERESTS = "legitimate-interests"
    NOT_PERSONAL = "not-personal"


class KeyUse(StrEnum):
    """What may use the key of a data class: a service on behalf of a caller, or one that acts for itself.

    Source: https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
    """

    AUTOSCALING = "autoscaling"
    BACKUP = "backup"
    DAX = "dax"
    DMS = "dms"
    DYNAMODB = "dynamodb"
    EC2 = "ec2"
    ECR = "ecr"
    ELASTICACHE = "elasticache"
    ELASTICFILESYSTEM = "elasticfilesystem"
    ELASTICMAPREDUCE = "elasticmapreduce"
    ES = "es"
    FIREHOSE = "firehose"
    FSX = "fsx"
    GLUE = "glue"
    KAFKA = "kafka"
    KINESIS = "kinesis"
    LAMBDA = "lambda"
    LOGS = "logs"
    MEMORYDB = "memorydb"
    RDS = "rds"
    REDSHIFT = "redshift"
    S3 = "s3"
    SAGEMAKER = "sagemaker"
    SECRETSMANAGER = "secretsmanager"
    SNS = "sns"
    SQS = "sqs"
    SSM = "ssm"
    STATES = "states"


_USUAL = "backup dynamodb ec2 ecr elasticache elasticfilesystem kinesis lambda logs rds s3 secretsmanager sns sqs ssm"
USUAL_KEY_USES = tuple(map(KeyUse, _USUAL.split()))
"""Where most workloads keep data; ``rds`` is also the service of Aurora, DocumentDB and Neptune."""


class DataClass(BaseModel):
    """One class of data, with what the records of processing (GDPR article 30) say of it."""

    model_config = CONFIG

    description: Line = Field(description="What data it is.")
    cardholder_data: StrictBool = Field(description="Whether it holds card numbers; it then stays in cde accounts.")
    personal_data: StrictBool = Field(
        description="Whether it is about people who can be identified (GDPR article 4(1))."
    )
    purpose: Line = Field(description="What it is used for, and for nothing else (GDPR article 5(1)(b)).")
    data_subjects: tuple[Line, ...] = Field(
        default=(), description="Whom it is about, for personal data (GDPR article 30(1)(c))."
    )
    legal_basis: LegalBasis = Field(description="The ground of GDPR article 6(1), or not-personal.")
    legal_basis_hint: Line = Field(description="Why that ground holds, in words that a lawyer can check.")
    retention_days: Days = Field(description="Days after which it is deleted (GDPR article 5(1)(e), PCI DSS 3.2.1).")
    services: tuple[KeyUse, ...] = Field(
        default=USUAL_KEY_USES,
        min_length=1,
        description=(
            "The services through which an account may use the key of the class; IAM says who may. logs: CloudWatch "
            "Logs, for log groups whose names begin with the class, /card-data/. autoscaling: its service-linked role, "
            "which must be in the account, for instances with encrypted volumes. Without this line: "
            f"{_USUAL.replace(' ', ', ')}."
        ),
    )
