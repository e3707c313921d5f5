"""The files of the emulated types: what they name exists, and the engine does what they say."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from emulated_aws.account_context import converted
from emulated_aws.provider import Call
from emulated_aws.provider_files.engine import FileProvider
from emulated_aws.provider_files.expression import Expression
from emulated_aws.provider_files.model import ProviderFileError, load
from emulated_aws.registry import FOLDER, provider_files, provider_of
from landing_zone.cloudformation.types.schemas import create_only
from tests.rehearsal.provider_check import Operations, check

Calls = list[tuple[str, dict[str, Any]]]
ACCOUNT, REGION = "123456789012", "eu-west-1"
TOPIC = """\
type: AWS::SNS::Topic
name: {property: TopicName, longest: 20}
id: create_topic.TopicArn
key: {TopicArn: id}
create:
  - call: create_topic
    same: [Tags]
    with: {Name: name, Attributes: "texts(pick(new, 'DisplayName', 'FifoTopic'))"}
update:
  - call: set_topic_attributes
    each: changes(old, new, 'DisplayName')
    with: {AttributeName: item.Name, AttributeValue: text(item.Value) || ''}
  - {call: untag_resource, each: "minus(old.Tags[].Key, new.Tags[].Key)", with: {ResourceArn: id, TagKeys: "[item]"}}
apply:
  - call: put_data_protection_policy
    changed: DataProtectionPolicy
    with: {ResourceArn: id, DataProtectionPolicy: text(new.DataProtectionPolicy)}
  - {call: unsubscribe, removed: DataProtectionPolicy, with: {SubscriptionArn: id}}
  - {call: list_topics, when: new.FifoTopic, fails: "list_topics.Topics[0].TopicArn"}
delete: [delete_topic]
read: [get_topic_attributes]
attributes:
  TopicArn: id
  TopicName: get_topic_attributes.Attributes.Name
"""


@pytest.fixture
def topic(tmp_path: Path) -> Callable[..., Path]:
    """A file that uses each part of the grammar, with a text replaced."""

    def write(before: str = "", after: str = "") -> Path:
        assert before in TOPIC
        file = tmp_path / "sns_topic.yaml"
        file.write_text(TOPIC.replace(before, after, 1), encoding="utf-8")
        return file

    return write


@pytest.mark.parametrize("type_", sorted(provider_files()))
def test_each_file_names_what_exists(type_: str) -> None:
    """Operations and arguments of botocore's models, properties and attributes of CloudFormation's schema."""
    assert check(provider_files()[type_]) == []


@pytest.mark.parametrize("type_", sorted(provider_files()))
def test_a_file_repeats_nothing_that_the_schema_says(type_: str) -> None:
    """Properties whose change always replaces a resource come from the schema, those of the file are others."""
    provider, written = provider_of(type_), {(name,) for name in provider_files()[type_].create_only}
    assert provider is not None
    assert provider.create_only - written <= set(create_only(type_) or ())
    assert not written & (provider.create_only - written)


def test_the_package_has_each_file(root: Path) -> None:
    """A wheel too: `make test-wheel` imports that one."""
    assert {file.name for file in FOLDER.glob("*.yaml")} == {
        file.name for file in (root / "src" / "emulated_aws" / "providers").glob("*.yaml")
    }
    assert len(provider_files()) == len(list(FOLDER.glob("*.yaml"))) > 0


def test_a_file_without_a_mistake(topic: Callable[..., Path]) -> None:
    """The one that the other tests change."""
    assert check(load(topic())) == []


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("create:", "make:", "make: Extra inputs are not permitted"),
        ("fails:", "fail:", "fail: Extra inputs are not permitted"),
        ("longest: 20", "most: 20", "name.most: Extra inputs are not permitted"),
        ("text(item.Value)", "text(item.Value", "not JMESPath"),
        ("text(item.Value)", "txt(item.Value)", "no function txt()"),
        ("TopicArn: id\n  TopicName", "TopicArn: [id]\n  TopicName", "an expression is text, a number or a boolean"),
        ("delete: [delete_topic]", "delete: [delete_topic", "not YAML"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(topic: Callable[..., Path], before: str, after: str, said: str) -> None:
    """With the file's name and the place."""
    with pytest.raises(ProviderFileError, match=r"^sns_topic\.yaml: ") as refused:
        load(topic(before, after))
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("[delete_topic]", "[delete_topics]", "no operation 'delete_topics'; nearest: delete_topic"),
        ("with: {Name: name", "with: {TopicName: name", "create_topic: no argument 'TopicName'"),
        ("with: {Name: name", "with: {TopicName: name", "create_topic: the required argument 'Name' is missing"),
        ("same: [Tags]", "same: [Tag]", "create_topic: no argument 'Tag'; nearest: Tags"),
        ("same: [Tags]", "same: [Tag]", "no property 'Tag'; nearest: Tags"),
        (
            "'DisplayName', 'FifoTopic'",
            "'DisplayNames', 'FifoTopic'",
            "no property 'DisplayNames'; nearest: DisplayName",
        ),
        ("new.Tags[].Key", "new.Tags[].Kye", "no property 'Kye'; nearest: Key"),
        ("changed: Data", "changed: Date", "no property 'DateProtectionPolicy'; nearest: DataProtectionPolicy"),
        ("property: TopicName", "property: TopicNam", "no property 'TopicNam'; nearest: TopicName"),
        ("id: create_topic.TopicArn", "id: create_topic.Arn", "no field 'Arn'"),
        ("list_topics.Topics[0].TopicArn", "list_topics.Topics.TopicArn", "no field 'TopicArn'"),
        ("TopicName: get_", "Topic: get_", "no attribute 'Topic'"),
        ("get_topic_attributes.Attr", "get_topic.Attr", "no value 'get_topic'; nearest: get_topic_attributes"),
        ("Name: name,", "Name: id,", "create_topic: id: no value 'id'"),
        ("AttributeName: item.Name", "AttributeName: items.Name", "no value 'items'; nearest: item"),
        ("when: new.FifoTopic", 'when: "!new.FifoTopic"', "'!' needs brackets: !(new.X)"),
        ("pick(new, 'DisplayName', 'FifoTopic')", "new", "name a property of 'new'"),
        ("key: {TopicArn: id}", "key: {TopicArn: id, Topic: id}", "key: no call has an argument 'Topic'"),
        ("removed: Data", "removed: Date", "no property 'DateProtectionPolicy'; nearest: DataProtectionPolicy"),
        ("text(item.Value)", "text(item.Valeu)", "no key 'Valeu'; nearest: Value"),
        ("'DisplayName')\n", "'DisplayNaem')\n", "no property 'DisplayNaem'; nearest: DisplayName"),
        ("same: [Tags]\n    with: {", 'with: {Tags: "new.Tags[].{Kye: Key, Value: Value}", ', "Tags: no key 'Kye'"),
        ("same: [Tags]\n    with: {", 'with: {Tags: "new.Tags[].{Key: Key}", ', "Tags.[].Value: no call of create"),
        ("same: [Tags]\n    with: {", "with: {Tags: \"new.Tags[].rename(@, 'Kye', 'Key')\", ", "no property 'Kye'"),
        ("same: [Tags]\n    with: {", "with: {Tags: \"new.Tags[].pick(@, 'Kye')\", ", "no property 'Kye'"),
        ("    same: [Tags]\n", "", "Tags: no call of create or apply has it as an argument"),
        (", 'FifoTopic')", ")", "FifoTopic: no call of create or apply has it as an argument"),
        ("text(new.DataProtectionPolicy)", "\"'{}'\"", "DataProtectionPolicy: no call of create or apply"),
        ('TagKeys: "[item]"', "TagKeys: \"['a']\"", "untag_resource: no argument uses 'item'"),
        ("name: {", "indirect: [Tags]\nname: {", "indirect: Tags: an argument of a call has it"),
        ("name: {", "create_only: [KmsMasterKeyId]\nname: {", "KmsMasterKeyId: no call of create or apply"),
        ("name: {", "indirect: [TracingConfig]\nname: {", "indirect: TracingConfig: nothing uses it"),
        ("name: {", "replaced: new.Tagz != old.Tags\nname: {", "no property 'Tagz'; nearest: Tags"),
    ],
)
def test_what_does_not_exist_is_found(topic: Callable[..., Path], before: str, after: str, said: str) -> None:
    """With the call, the word, and the words that are like it."""
    assert [mistake for mistake in check(load(topic(before, after))) if said in mistake]


def test_the_emulated_properties_are_those_that_the_calls_take(topic: Callable[..., Path]) -> None:
    """Nothing is declared, so a property cannot be called emulated and be dropped."""
    every = {"DataProtectionPolicy", "DisplayName", "FifoTopic", "Tags", "TopicName"}
    assert load(topic()).properties == every
    assert load(topic("    same: [Tags]\n", "")).properties == every - {"Tags"}  # an update alone takes them
    assert load(topic("when: new.FifoTopic", "when: true")).properties == every
    assert load(topic(", 'FifoTopic')", ")")).properties == every - {"FifoTopic"}  # a condition
    assert load(topic("text(new.DataProtectionPolicy)", "\"'{}'\"")).properties == every - {"DataProtectionPolicy"}
    assert load(topic("text(new.Data", "new.DataProtectionPolicy && name || text(old.Data")).properties == every - {
        "DataProtectionPolicy"
    }
    assert load(topic("name, Attributes: \"texts(pick(new, 'DisplayName', 'FifoTopic'))\"", "name")).properties == {
        *every - {"DisplayName", "FifoTopic"}
    }
    assert load(topic("with: {Name: name, ", "with: {Name: new.KmsMasterKeyId, ")).properties == {
        *every - {"TopicName"},
        "KmsMasterKeyId",
    }
    by_id = topic("id: create_topic.TopicArn", "id: new.KmsMasterKeyId")
    assert load(by_id).properties == {*every, "KmsMasterKeyId"}
    assert load(topic("  TopicArn: id\n", "  TopicArn: new.KmsMasterKeyId\n")).properties == every  # reaches no service


class Recorder:
    """A client that makes no call, and answers with what a test prepared."""

    def __init__(self, service: str, calls: Calls, answers: Mapping[str, Any]) -> None:
        operations = Operations(service)
        self._calls, self._answers = calls, answers
        self.meta = SimpleNamespace(
            service_model=SimpleNamespace(operation_model=operations.__getitem__),
            method_to_api_mapping={name: name for name in operations},
        )

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        def call(**arguments: Any) -> Any:
            self._calls.append((operation, arguments))
            return self._answers.get(operation, {})

        return call


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    """What the engine calls."""
    made: Calls = []
    answers = {
        "create_topic": {"TopicArn": "arn:it"},
        "get_topic_attributes": {"Attributes": {"Name": "it"}},
        "list_topics": {"Topics": [{"TopicArn": "arn:other"}]},
    }
    monkeypatch.setattr("emulated_aws.provider.client_of", lambda service, _: Recorder(service, made, answers))
    return made


def declared(**properties: Any) -> Call:
    """A resource with these properties."""
    return Call(ACCOUNT, REGION, "stack", "id-of-stack", "It", "AWS::SNS::Topic", properties)


def test_what_is_not_declared_is_left_out(topic: Callable[..., Path], calls: Calls) -> None:
    """A name is generated when it is not declared, as long as the file allows."""
    provider = FileProvider(load(topic()))
    assert provider.make(declared()) == "arn:it"
    ((operation, arguments),) = calls
    assert operation == "create_topic"
    assert arguments.keys() == {"Name", "Attributes"}
    assert re.fullmatch(r"sta-It-[0-9A-F]{12}", arguments["Name"])
    calls.clear()
    tags = [{"Key": "a", "Value": "b"}]
    provider.make(declared(TopicName="it", DisplayName="shown", FifoTopic=True, Tags=tags))
    attributes = {"DisplayName": "shown", "FifoTopic": "true"}
    assert calls == [("create_topic", {"Tags": tags, "Name": "it", "Attributes": attributes})]


def test_an_update_makes_the_calls_for_what_differs(topic: Callable[..., Path], calls: Calls) -> None:
    """One call for each item; a policy as text; and none when nothing differs."""
    provider = FileProvider(load(topic()))
    old = {"DisplayName": "old", "Tags": [{"Key": "a"}, {"Key": "b"}, {"Key": "c"}], "DataProtectionPolicy": {"a": 1}}
    provider.apply(declared(**old), "arn:it", old)
    assert calls == []
    provider.apply(declared(Tags=[{"Key": "b"}], DataProtectionPolicy={"a": 2}), "arn:it", old)
    assert calls == [
        ("set_topic_attributes", {"TopicArn": "arn:it", "AttributeName": "DisplayName", "AttributeValue": ""}),
        ("untag_resource", {"ResourceArn": "arn:it", "TagKeys": ["a"]}),
        ("untag_resource", {"ResourceArn": "arn:it", "TagKeys": ["c"]}),
        ("put_data_protection_policy", {"ResourceArn": "arn:it", "DataProtectionPolicy": '{"a": 2}'}),
    ]


def test_apply_is_for_a_new_resource_too(topic: Callable[..., Path], calls: Calls) -> None:
    """What an update alone does is not done then; a property that is gone has its own call."""
    provider = FileProvider(load(topic()))
    provider.apply(declared(DisplayName="shown", DataProtectionPolicy={}), "arn:it", None)
    provider.apply(declared(), "arn:it", {"DataProtectionPolicy": {}})
    assert calls == [
        ("put_data_protection_policy", {"ResourceArn": "arn:it", "DataProtectionPolicy": "{}"}),
        ("unsubscribe", {"SubscriptionArn": "arn:it"}),
    ]


def test_a_reason_of_the_service_fails_the_resource(topic: Callable[..., Path], calls: Calls) -> None:
    """And an id that the response does not have."""
    provider = FileProvider(load(topic()))
    with pytest.raises(RuntimeError, match=r"^arn:other$"):
        provider.apply(declared(FifoTopic=True), "arn:it", None)
    provider = FileProvider(load(topic("id: create_topic.TopicArn", "id: create_topic.Other")))
    with pytest.raises(ValueError, match=r"no physical id: create_topic\.Other is null"):
        provider.make(declared())
    provider = FileProvider(load(topic("with: {Name: name", 'with: {Name: "starts_with(account, `1`)"')))
    with pytest.raises(ValueError, match=r"^starts_with\(account, `1`\): "):
        provider.make(declared())


def test_a_read_is_made_where_it_is_used(topic: Callable[..., Path], calls: Calls) -> None:
    """Deleting does not need it."""
    provider = FileProvider(load(topic()))
    assert provider.attributes(declared(), "arn:it") == {"TopicArn": "arn:it", "TopicName": "it"}
    provider.remove(declared(), "arn:it")
    assert calls == [("get_topic_attributes", {"TopicArn": "arn:it"}), ("delete_topic", {"TopicArn": "arn:it"})]


def test_an_id_may_need_a_read(topic: Callable[..., Path], calls: Calls) -> None:
    """It is made after the resource, which it could not describe before."""
    provider = FileProvider(load(topic("id: create_topic.TopicArn", "id: get_topic_attributes.Attributes.Name")))
    assert provider.make(declared()) == "it"
    assert [operation for operation, _ in calls] == ["create_topic", "get_topic_attributes"]


def test_null_entries_are_left_out() -> None:
    """With the structures that have nothing else; one that was empty stays, as in `DefaultAction: {Allow: {}}`."""
    expression = Expression("{A: {B: new.X}, C: [new.X, new.Y], D: `{}`, E: [new.X], F: `[]`}")
    assert expression({"new": {"Y": 1}}) == {"C": [1], "D": {}, "F": []}
    assert Expression("{A: {B: new.X}}")({"new": {}}) is None


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("format('{} {}', new.X)", "x"),
        ("from_items(new.X)", [["a"]]),
        ("rename(new.X, 'A', 'B')", ["a"]),
        ("parsed(new.X)", "{"),
        ("pick(new.X, 'A')", 1),
    ],
)
def test_a_value_that_a_function_cannot_take(written: str, value: Any) -> None:
    """The reason begins with the expression."""
    with pytest.raises(ValueError, match=f"^{re.escape(written)}: "):
        Expression(written)({"new": {"X": value}})


def test_a_boolean_may_be_text(topic: Callable[..., Path], calls: Calls) -> None:
    """CloudFormation takes "false" for false, in conditions too; a property that is text stays text."""
    provider = FileProvider(load(topic('fails: "list_topics.Topics[0].TopicArn"', "same: []")))
    provider.apply(declared(FifoTopic="false"), "arn:it", {"FifoTopic": "true"})
    assert calls == []
    provider.apply(declared(FifoTopic="true"), "arn:it", {"FifoTopic": "false"})
    assert [operation for operation, _ in calls] == ["list_topics"]
    provider = FileProvider(load(topic("when: new.FifoTopic", "when: new.DisplayName == 'false'")))
    with pytest.raises(RuntimeError, match=r"^arn:other$"):
        provider.apply(declared(DisplayName="false"), "arn:it", None)


def test_an_update_may_replace_by_more_than_one_property(topic: Callable[..., Path]) -> None:
    """As `UpdateMethod` and `Content` of a Systems Manager document."""
    provider = FileProvider(load(topic("name: {", "replaced: new.DisplayName != old.DisplayName\nname: {")))
    assert provider.replaces(declared(DisplayName="new"), {"DisplayName": "old"})
    assert not provider.replaces(declared(DisplayName="old"), {"DisplayName": "old"})
    assert not FileProvider(load(topic())).replaces(declared(DisplayName="new"), {"DisplayName": "old"})


def test_names_begin_as_the_api_has_them() -> None:
    """In the structures of the API; the keys of a map are the template's own."""
    shape = Operations("logs")["create_log_group"].input_shape
    given = {"LogGroupName": "a", "tags": {"Name": "x"}, "Unknown": 1}
    assert converted(given, shape) == {"logGroupName": "a", "tags": {"Name": "x"}, "Unknown": 1}
    assert converted({"Name": "a"}, Operations("sns")["create_topic"].input_shape) == {"Name": "a"}


def test_the_example_of_the_guide_is_a_provider(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`docs/rehearsal.md` explains the files with one that works."""
    guide = (root / "docs" / "rehearsal.md").read_text(encoding="utf-8").partition("### A reader")[0]
    (text,) = re.findall(r"^```yaml\n(type: .*?)^```$", guide, re.MULTILINE | re.DOTALL)
    file = tmp_path / "backup_backup_vault.yaml"
    file.write_text(text, encoding="utf-8")
    assert check(load(file)) == []
    provider = FileProvider(load(file))
    every = {"BackupVaultName", "BackupVaultTags", "EncryptionKeyArn", "LockConfiguration"}
    assert load(file).properties == every
    assert ("BackupVaultName",) in provider.create_only
    with mock_aws():
        client = boto3.client("backup", REGION, aws_access_key_id="test", aws_secret_access_key="test")
        monkeypatch.setattr("emulated_aws.provider.client_of", lambda *_: client)
        name = provider.make(declared(BackupVaultName="vault"))
        lock = {"LockConfiguration": {"MinRetentionDays": 7, "MaxRetentionDays": 9, "ChangeableForDays": 3}}
        provider.apply(declared(BackupVaultName="vault", **lock), name, None)
        made = client.list_backup_vaults()["BackupVaultList"][0]
        assert (made["MinRetentionDays"], made["MaxRetentionDays"]) == (7, 9)
        assert made["LockDate"]  # of ChangeableForDays
        assert provider.attributes(declared(BackupVaultName="vault"), name) == {
            "BackupVaultArn": f"arn:aws:backup:{REGION}:{ACCOUNT}:backup-vault:vault",
            "BackupVaultName": "vault",
        }
        provider.apply(declared(BackupVaultName="vault"), name, {"BackupVaultName": "vault", **lock})
        assert "MinRetentionDays" not in client.list_backup_vaults()["BackupVaultList"][0]
        provider.remove(declared(BackupVaultName="vault"), name)
        with pytest.raises(ClientError):
            client.describe_backup_vault(BackupVaultName="vault")
