"""What the comparison of a provider's file with the models finds in the real files, once one has a mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from emulated_aws.provider_files.model import load
from emulated_aws.registry import FOLDER
from tests.rehearsal.provider_check import check


@pytest.mark.parametrize(
    ("file", "before", "after", "said"),
    [
        ("iam_role", "removed: PermissionsBoundary", "removed: PermissionBoundary", "no property 'PermissionBoundary'"),
        ("iam_role", "text(item.PolicyDocument)", "text(item.PolicyDocumnt)", "no property 'PolicyDocumnt'"),
        ("sqs_queue", "[?Value !=", "[?Valeu !=", "no key 'Valeu'"),
        ("ec2_security_group", "CidrIp: CidrIp,", "CidrIP: CidrIp,", "IpPermissions: no key 'CidrIP'; nearest: CidrIp"),
        ("ec2_security_group", "ToPort: ToPort", "ToPorts: ToPort", "IpPermissions: no key 'ToPorts'; nearest: ToPort"),
        ("ec2_security_group", "[DestinationPrefixListId", "[DestPrefixListId", "no property 'DestPrefixListId'"),
        ("ec2_security_group", "UserId: SourceSecurityGroupOwnerId, ", "", "[].SourceSecurityGroupOwnerId: no call"),
        ("ecr_repository", "registryId: new.LifecyclePolicy.RegistryId", "", "LifecyclePolicy.RegistryId: no call"),
        ("ecr_repository", "policyText: text(new.Re", "policyText: text(old.Re", "RepositoryPolicyText: no call of"),
        ("ecr_repository", "indirect: [EmptyOnDelete]", "", "EmptyOnDelete: no call of create or apply"),
        ("cloudtrail_trail", "indirect: [IsLogging]", "", "IsLogging: no call of create or apply"),
        ("s3_bucket", "rename(@, 'TransitionDate'", "rename(@, 'TransitionDat'", "no property 'TransitionDat'"),
        ("s3_bucket", "'TransitionDate', 'Date'", "'TransitionDate', 'Dat'", "no key 'Dat'; nearest: Date"),
        (
            "s3_bucket",
            "AbortIncompleteMultipartUpload: AbortIncompleteMultipartUpload,",
            "",
            "Upload: no call of create",
        ),
        ("accessanalyzer_analyzer", "{analysisRule:", "{analysisRules:", "configuration: no key 'analysisRules'"),
        ("securityhub_policy_association", "== 'ROOT'", "== 'ROT'", "no value 'ROT'; nearest: ROOT"),
        ("ssm_document", "!= 'NewVersion'", "!= 'NewVersoin'", "no value 'NewVersoin'; nearest: NewVersion"),
        ("securityhub_policy_association", "indirect: [TargetType]", "", "TargetType: no call of create or apply"),
    ],
)
def test_a_mistake_in_a_file_is_found(tmp_path: Path, file: str, before: str, after: str, said: str) -> None:
    """Inside `each`, functions and new structures; and a property, or a part of one, that reaches no call."""
    written = (FOLDER / f"{file}.yaml").read_text(encoding="utf-8")
    assert before in written
    changed = tmp_path / f"{file}.yaml"
    changed.write_text(written.replace(before, after, 1), encoding="utf-8")
    assert [mistake for mistake in check(load(changed)) if said in mistake]
