"""The files of the readers: what they name exists at the services and in CloudFormation, and a typo is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from landing_zone.errors import UserError
from landing_zone.expressions.functions import ThreeValuedFunctions
from landing_zone.rehearsal.readers.functions import ReaderFunctions
from landing_zone.rehearsal.readers.reader_file import ReaderFile, Step, read_reader_file
from landing_zone.rehearsal.readers.registry import FOLDER
from tests.rehearsal.readers.service_models import mistakes_of

QUEUE = (FOLDER / "sqs_queue.yaml").read_text(encoding="utf-8")
KEY = (FOLDER / "kms_key.yaml").read_text(encoding="utf-8")
TRAIL = (FOLDER / "cloudtrail_trail.yaml").read_text(encoding="utf-8")
ADMIN = (FOLDER / "securityhub_delegated_admin.yaml").read_text(encoding="utf-8")
ENDPOINT = (FOLDER / "ec2_vpc_endpoint.yaml").read_text(encoding="utf-8")
NAT = (FOLDER / "ec2_nat_gateway.yaml").read_text(encoding="utf-8")
LOGS = (FOLDER / "logs_log_group.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.yaml")), ids=lambda file: file.stem)
def test_what_a_file_names_exists(file: Path) -> None:
    """Operations, arguments, keys of responses, error codes, properties and attributes are those of AWS's models."""
    assert mistakes_of(read_reader_file(file)) == []


@pytest.mark.parametrize(
    ("text", "right", "wrong", "mistake"),
    [
        (KEY, "GetKeyPolicy:", "GetKeyPolicies:", "steps.policy: kms has no operation 'GetKeyPolicies': did you mean"),
        (KEY, "DescribeKey: {KeyId", "DescribeKey: {KeyID", "steps.key: the operation has no argument 'KeyID'"),
        (KEY, "key: KeyMetadata", "key: KeyMetaData", "has no 'KeyMetaData': did you mean KeyMetadata"),
        (KEY, "all: Tags", "first: Tag", "steps.tags: ListResourceTagsResponse has no 'Tag': did you mean Tags"),
        (KEY, "all: Tags", "key: Tags", "steps.tags: Tags is a list"),
        (KEY, "Description, ", "Descripton, ", "steps.key: KeyMetadata has no 'Descripton': did you mean Description"),
        (KEY, "needs: KeyState", "needs: State", "steps.key: KeyMetadata has no 'State'"),
        (KEY, "key.MultiRegion", "key.MultiRegional", "has no 'MultiRegional': did you mean MultiRegion"),
        (KEY, "policy.Policy", "polcy.Policy", "the file: there is no 'polcy': did you mean policy"),
        (KEY, "Key: TagKey", "Key: KeyTag", "the file: Tag has no 'KeyTag'"),
        (KEY, "exists: key.KeyState", "exists: key.Keystate", "has no 'Keystate': did you mean KeyState"),
        (
            KEY,
            "missing: NotFound",
            "missing: NoFound",
            "no 'NoFoundException': did you mean NotFoundException",
        ),
        (KEY, "MultiRegion: key", "MultiRegional: key", "there is no 'MultiRegional': did you mean MultiRegion"),
        (
            KEY,
            "PendingWindowInDays:",
            "PendingWindow:",
            "no 'PendingWindow': did you mean PendingWindowInDays",
        ),
        (KEY, "KeyId: key.KeyId}", "KeyID: key.KeyId}", "there is no 'KeyID': did you mean KeyId"),
        (KEY, "policies: KeyPolicy", "policies: Policy", "the type has no property 'Policy': did you mean KeyPolicy"),
        (LOGS, "match: {logGroupName", "match: {logGroup", "steps.group: LogGroup has no 'logGroup'"),
        (LOGS, "LogGroupClass", "logGroupClass", "LogGroup has no 'logGroupClass': did you mean LogGroupClass"),
        (LOGS, "when: Tags", "when: Tag", "steps.tags: there is no 'Tag': did you mean Tags"),
        (LOGS, "declared.KmsKeyId", "declared.KmsKey", "the file: there is no 'KmsKey': did you mean KmsKeyId"),
        (QUEUE, "DelaySeconds", "DelaySecond", "has no 'DelaySecond': did you mean DelaySeconds"),
        (TRAIL, "AdvancedEventSelectors.FieldSelectors", "AdvancedEventSelectors.Fields", "has no property 'Fields'"),
        (KEY, "!= 'PendingDeletion'", "!= 'PendingDeletoin'", "KeyState is never 'PendingDeletoin': did you mean"),
        (QUEUE, "'All'", "'Alll'", "steps.queue: QueueAttributeName is never 'Alll': did you mean All"),
        (ENDPOINT, '"rejected"', '"rejectd"', "the file: State is never 'rejectd': did you mean rejected"),
        (NAT, '"failed"', '"faild"', "NatGatewayState is never 'faild': did you mean failed"),
        (ADMIN, "'ENABLED'", "'ENABLE'", "AdminStatus is never 'ENABLE': did you mean ENABLED"),
        (KEY, "policies: KeyPolicy", "open_lists: Description", "the file: Description is not a list"),
        (KEY, "policies: KeyPolicy", "unordered: KeyPolicy", "the file: KeyPolicy is not a list"),
    ],
)
def test_a_word_that_aws_does_not_have_is_found(
    text: str, right: str, wrong: str, mistake: str, tmp_path: Path
) -> None:
    """With its place, and the nearest word that there is."""
    file = tmp_path / "it.yaml"
    assert right in text
    file.write_text(text.replace(right, wrong), encoding="utf-8")
    assert mistake in "\n".join(mistakes_of(read_reader_file(file)))


@pytest.mark.parametrize(
    "value",
    [
        "declared.EnableKeyRotation",
        "declared.EnableKeyRotation || rotation.KeyRotationEnabled",
        "rotation.KeyRotationEnabled || declared.EnableKeyRotation",
        "not_null(declared.EnableKeyRotation, rotation.KeyRotationEnabled)",
        "declared.EnableKeyRotation && rotation.KeyRotationEnabled",  # false is what is declared
        "rotation.KeyRotationEnabled && declared.EnableKeyRotation || `false`",
        "declared.EnableKeyRotation && `true` || `false`",
        "declared.EnableKeyRotation == 'true'",
        "!(!(declared.EnableKeyRotation))",
        "sure(declared.EnableKeyRotation)",
        "[declared][?EnableKeyRotation] | [0].EnableKeyRotation",
        "{A: rotation.KeyRotationEnabled, B: declared.EnableKeyRotation}",
        "merge(rotation, declared.EnableKeyRotation)",
        "join('', [declared.EnableKeyRotation])",
        "as_declared(declared.EnableKeyRotation, declared.EnableKeyRotation)",
        "as_declared(declared.EnableKeyRotation, key.KeyId, key && declared.EnableKeyRotation)",
        "copy",
        "`true`",
        "rotation.KeyRotationEnabled && `true` || declared.EnableKeyRotation && `true`",
    ],
)
def test_a_reader_does_not_repeat_the_template(value: str, tmp_path: Path) -> None:
    """Nor a constant: the property would always be as declared, whatever the service has."""
    right = "rotation.KeyRotationEnabled || `false`"
    assert right in KEY
    file = tmp_path / "kms_key.yaml"
    text = KEY.replace("  tags: {call", "  copy: declared.EnableKeyRotation\n  tags: {call")
    file.write_text(text, encoding="utf-8")
    assert mistakes_of(read_reader_file(file)) == []
    file.write_text(text.replace(right, f'"{value}"'), encoding="utf-8")
    (mistake,) = mistakes_of(read_reader_file(file))
    assert re.match(r"the file: EnableKeyRotation (may be declared\.EnableKeyRotation|is the same), whatever", mistake)


@pytest.mark.parametrize("value", ["`true`", "id", "declared.KeyPolicy", "key.KeyState || declared.KeyPolicy"])
def test_a_response_decides_whether_a_resource_exists(value: str, tmp_path: Path) -> None:
    """A constant, or what the template says, would never be missing."""
    file = tmp_path / "kms_key.yaml"
    file.write_text(re.sub("exists: .*", f'exists: "{value}"', KEY), encoding="utf-8")
    assert "the file: exists " in "\n".join(mistakes_of(read_reader_file(file)))


@pytest.mark.parametrize(
    ("right", "wrong", "line", "mistake"),
    [
        ("policies:", "polices:", 26, "polices: there is no such key"),
        ("needs: KeyState", "need: KeyState", 7, "steps.key.need: there is no such key"),
        ("GetKeyPolicy:", "PutKeyPolicy:", 12, "steps.policy.call.PutKeyPolicy: the key has another form"),
        ("type: AWS::KMS::Key\n", "", 1, "the file: the key 'type' is missing"),
        ("policy.Policy", "policy.[Policy", 17, "properties.KeyPolicy: not a JMESPath expression"),
        ("policy.Policy", "polices(policy)", 17, "properties.KeyPolicy: there is no such function"),
        ("{KeyId: id, PolicyName: \"'default'\"}", "{KeyId: 7}", 12, "steps.policy.call.GetKeyPolicy: an argument is"),
        ("all: Tags", "all: Tags, first: Tags", 11, "steps.tags: the result is taken in several ways"),
        ("all: Tags", "all: Tags, match: {TagKey: id}", 11, "steps.tags: only `first` can have `match`"),
        *(
            (
                "missing: NotFoundException",
                f"missing: [NotFoundException, {code}]",
                5,
                "steps.key.missing: the error is",
            )
            for code in ("AccessDeniedException", "TooManyRequestsException", "KMSInternalException", "RequestTimeout")
        ),
        *(
            ("none: UnsupportedOperationException", f"none: {code}", 10, "steps.rotation.none: the error is about")
            for code in ("AccessDenied", "UnauthorizedOperation", "ThrottlingException", "InternalError", "SlowDown")
        ),
        ("all: Tags", "value: id", 11, "steps.tags: a step is either a call or a value"),
    ],
)
def test_a_file_that_is_not_valid_is_refused(right: str, wrong: str, line: int, mistake: str, tmp_path: Path) -> None:
    """With file, line and fix; a call that could change something is not even accepted."""
    file = tmp_path / "kms_key.yaml"
    assert right in KEY
    file.write_text(KEY.replace(right, wrong), encoding="utf-8")
    with pytest.raises(UserError) as refused:
        read_reader_file(file)
    shown = refused.value.render()
    assert re.search(rf"kms_key\.yaml:{line}: {re.escape(mistake)}", shown), shown
    assert "fix" in shown


def test_the_guide_lists_every_key_and_function(root: Path) -> None:
    """A key or a function that is added without a line in docs/rehearsal.md would not be found."""
    guide = (root / "docs" / "rehearsal.md").read_text(encoding="utf-8").partition("### A reader")[2]
    functions = ReaderFunctions.FUNCTION_TABLE.keys() - ThreeValuedFunctions.FUNCTION_TABLE.keys()
    keys = Step.model_fields.keys() | ReaderFile.model_fields.keys() - {"type", "steps"}
    assert [name for name in sorted(keys) if f"`{name}`" not in guide] == []
    assert [name for name in sorted(functions) if f"`{name}(" not in guide] == []
