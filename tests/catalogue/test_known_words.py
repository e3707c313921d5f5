"""A word of a policy that does not exist stops the synth, with the nearest word and the list that was asked."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from landing_zone.catalogue.known_words import KnownWords
from landing_zone.catalogue.load import load_catalogue
from landing_zone.errors import UserError
from landing_zone.files.policies_folder import policy_sources
from landing_zone.gate.judge import load_policies

POLICIES = Path(__file__).parents[2] / "policies"


@pytest.fixture(scope="module")
def words() -> KnownWords:
    """The shipped lists."""
    return KnownWords(POLICIES)


@pytest.mark.parametrize(
    ("kind", "word", "near"),
    [
        ("resource_type", "AWS::ECS::Servise", "AWS::ECS::Service"),
        ("resource_type", "AWS::S3::bucket", "AWS::S3::Bucket"),
        ("resource_type", "AWS::Nothing::AtAll", ""),
        ("resource_type", "AWS::Serverless::Fuction", "AWS::Serverless::Function"),
        ("rule", "checkov::CKV_AWS_99999", ""),
        ("rule", "checkov::LZ_LITERAL_SECRET", "checkov::LZ_LITERAL_SECRETS"),
        ("rule", "AwsSolutions::AwsSolutions-DBB3", "AwsSolutions::AwsSolutions-DDB3"),
        ("rule", "AwsSolutions::HIPAA.Security-LambdaDLQ", ""),
        ("rule", "cfn-lint::E9999", ""),
        ("rule", "cfn-lint::I3042", ""),  # an informational rule does not run
        ("security_hub", "ECS.999", ""),
        ("security_hub", "Ecs.1", ""),
        ("iam_action", "aws-marketplace:Subscribee", "aws-marketplace:subscribe"),
        ("iam_action", "s3x:GetObject", ""),
        ("iam_action", "s3:GetObjekt*", ""),
        ("iam_action", "GetObject", ""),
        ("iam_action", "", ""),
    ],
)
def test_a_word_that_does_not_exist(words: KnownWords, kind: str, word: str, near: str) -> None:
    """The error names the word, the date or version of the list, and the nearest word."""
    unknown = getattr(words, kind)(word)
    assert unknown is not None
    assert word.partition(":")[0].lower() in unknown.what.lower()
    assert any(digit in unknown.allowed for digit in "0123456789"), "no date or version"
    assert (f"'{near}'" if near else "known.yaml" if "did you" not in unknown.fix else "did you") in unknown.fix


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("resource_type", "AWS::S3::Bucket"),
        ("resource_type", "AWS::IoTEvents::Input"),  # not in us-east-1
        ("resource_type", "Custom::AccountSettings"),
        ("resource_type", "AWS::Serverless::Function"),
        ("rule", "checkov::CKV_AWS_108"),
        ("rule", "checkov::LZ_LITERAL_SECRETS"),
        ("rule", "cfn-lint::E3002"),
        ("security_hub", "ECS.9"),
        ("iam_action", "S3:getobject"),
        ("iam_action", "s3:Get*"),
        ("iam_action", "ec2:?escribeInstances"),
        ("iam_action", "*"),
    ],
)
def test_a_word_that_exists(words: KnownWords, kind: str, word: str) -> None:
    """Types of every Region, and patterns that match an action."""
    assert getattr(words, kind)(word) is None


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the shipped policies."""
    return Path(shutil.copytree(POLICIES, tmp_path / "policies"))


@pytest.mark.parametrize(
    ("file", "right", "wrong", "said"),
    [
        ("ecs-hardening", "AWS::ECS::Service", "AWS::ECS::Servise", "AWS::ECS::Servise"),
        ("kms-rotation", "checkov::CKV_AWS_7", "checkov::CKV_AWS_99999", "CKV_AWS_99999"),
        ("kms-rotation", "KMS.4", "KMS.999", "KMS.999"),
        ("kms-rotation", "coverage: partial", "coverage: full", "full mapping"),
    ],
)
def test_a_typing_error_in_a_control_is_refused_with_its_line(
    copy: Path, file: str, right: str, wrong: str, said: str
) -> None:
    """Each of them passed in silence: the control then checked nothing."""
    control = copy / "controls" / f"{file}.yaml"
    text = control.read_text()
    assert right in text
    control.write_text(text.replace(right, wrong, 1))
    line = text[: text.index(right)].count("\n") + 1
    with pytest.raises(UserError) as raised:
        load_catalogue(copy)
    shown = raised.value.render()
    assert said in shown
    assert f"{file}.yaml:{line}" in shown or "coverage" in right


def test_a_newer_word_is_added_with_its_source(copy: Path) -> None:
    """In the policies, or in a folder that adds to them."""
    control = copy / "controls" / "kms-rotation.yaml"
    control.write_text(control.read_text().replace("KMS.4", "KMS.999", 1))
    known = copy / "known.yaml"
    own = copy.parent / "own"
    own.mkdir()
    added = "additions: [{word: KMS.999, source: 'https://docs.aws.amazon.com/securityhub/'}]"
    (own / "known.yaml").write_text(added)
    assert load_catalogue(copy, own)
    known.write_text(known.read_text().replace("additions: []", added))
    assert load_catalogue(copy)
    known.write_text(known.read_text().replace("https:", "seen:"))
    with pytest.raises(UserError, match=r"known\.yaml:9"):
        load_catalogue(copy)


def test_a_typing_error_in_a_waiver_names_the_list_and_the_nearest_rule(copy: Path) -> None:
    """As one in a control does."""
    waivers = copy / "waivers.yaml"
    text = waivers.read_text()
    waivers.write_text(text.replace("- checkov::CKV_AWS_117\n", "- checkov::CKV_AW_117\n", 1))
    line = text[: text.index("- checkov::CKV_AWS_117\n")].count("\n") + 1
    with pytest.raises(UserError) as raised:
        load_policies(policy_sources(copy))
    shown = raised.value.render()
    assert f"waivers.yaml:{line}" in shown
    assert "those of checkov 3" in shown
    assert "did you mean 'checkov::CKV_AWS_117'?" in shown


@pytest.mark.parametrize("name", ["checkov_rules.txt", "cfn_lint_rules.txt", "cdk_nag_applicability.json"])
@pytest.mark.parametrize("content", [b"", b"[]", b'{"a": 1}', b"null", b"\xff\xfe", b"# nothing\n"])
def test_a_list_that_was_changed_by_hand_is_refused(name: str, content: bytes, tmp_path: Path) -> None:
    """Every rule would be unknown, or the JSON parser's error be a traceback."""
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks" / name).write_bytes(content)
    rules = {"checkov": "checkov::CKV_AWS_18", "cfn": "cfn-lint::E3002", "cdk": "AwsSolutions::AwsSolutions-S1"}
    with pytest.raises(UserError, match=r"not the list that|not UTF-8") as caught:
        KnownWords(tmp_path).rule(rules[name.partition("_")[0]])
    assert caught.value.file == str(tmp_path / "checks" / name)
    assert caught.value.allowed
    assert caught.value.fix
