"""The template that is judged is the one that the CDK CLI deploys, by the roles and buckets of the configuration."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from landing_zone.cloudformation.assembly.deployed_template import write_template
from landing_zone.cloudformation.assembly.integrity import refuse_other_accounts, refuse_what_is_not_judged
from landing_zone.cloudformation.assembly.load import load_assembly
from landing_zone.cloudformation.assembly.synthesizer import synthesizer as name_of
from landing_zone.cloudformation.parsing.macros import unseen_resources
from landing_zone.config import Bootstrap
from landing_zone.errors import UserError
from tests.cloudformation.deployed import (
    ACCOUNT,
    ASSETS,
    CHILD,
    REGION,
    STACK,
    digest,
    edit,
    edit_asset,
    edit_stack,
    name,
    role,
    write,
)

OTHER = "999999999999"
OPEN = json.dumps({"Resources": {"Admin": {"Type": "AWS::IAM::User"}}})


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A stack with a nested one, as the CDK writes it by default."""
    return write(tmp_path / "cdk.out")


def judge_as_ours(out: Path, bootstrap: Bootstrap | None = None) -> list[str]:
    """Read an assembly of our landing zone, refuse what is to be refused, and return the templates' names."""
    assembly = load_assembly(out)
    refuse_what_is_not_judged(assembly, {f"{ACCOUNT}/{REGION}"}, (bootstrap or Bootstrap()).names())
    return [template.name for template in assembly.templates]


def test_what_the_cdk_writes_is_judged(shop: Path) -> None:
    """By the CDK's default names, of the stack's own account and Region."""
    assert judge_as_ours(shop) == ["Shop", "Shop/Child"]
    refuse_other_accounts(load_assembly(shop))


def test_another_qualifier_that_the_configuration_names_is_judged(tmp_path: Path) -> None:
    """And refused without it."""
    out = write(tmp_path / "cdk.out", "payments1")
    assert judge_as_ours(out, Bootstrap(qualifier="payments1")) == ["Shop", "Shop/Child"]
    with pytest.raises(UserError, match="'assumeRoleArn' of 'Shop' is not the one that the configuration names"):
        judge_as_ours(out)


def test_own_names_of_the_configuration_are_judged(shop: Path) -> None:
    """A role with a name, path and placeholders of its own."""
    own = Bootstrap(execution_role="teams/deployer-${AWS::Region}")
    with pytest.raises(UserError) as caught:
        judge_as_ours(shop, own)
    arn = f"arn:${{AWS::Partition}}:iam::{ACCOUNT}:role/teams/deployer-{REGION}"
    assert caught.value.allowed == arn
    edit_stack(shop, cloudFormationExecutionRoleArn=arn)
    assert judge_as_ours(shop, own)


def another_file(out: Path) -> None:
    """The asset of the stack's key is another file."""
    (out / "evil.json").write_text(OPEN)
    edit(out / ASSETS, lambda assets: assets["files"]["stack"]["source"].update(path="evil.json"))


def another_file_and_key(out: Path) -> None:
    """The asset and its key are those of another file."""
    another_file(out)
    edit_asset(out, "files", "stack", objectKey=f"{digest(OPEN)}.json")
    edit_stack(out, stackTemplateAssetObjectUrl=f"s3://{name('assets')}/{digest(OPEN)}.json")


def second_file_for_the_key(out: Path) -> None:
    """Another asset has the same bucket and key, the account in another spelling."""
    (out / "evil.json").write_text(OPEN)

    def change(assets: dict[str, Any]) -> None:
        first = assets["files"]["stack"]
        here = {**first["destinations"]["here"], "bucketName": "cdk-hnb659fds-assets-${AWS::AccountId}-eu-west-1"}
        assets["files"]["more"] = {"source": {"path": "evil.json", "packaging": "file"}, "destinations": {"x": here}}

    edit(out / ASSETS, change)


def zipped(out: Path) -> None:
    """What is uploaded is an archive."""
    edit(out / ASSETS, lambda assets: assets["files"]["stack"]["source"].update(packaging="zip"))


def made_by_a_command(out: Path) -> None:
    """What is uploaded is not known before."""
    edit(out / ASSETS, lambda assets: assets["files"]["stack"].update(source={"executable": ["cat", "evil.json"]}))


def outside(out: Path) -> None:
    """The file is not one of the assembly."""
    (out.parent / "evil.json").write_text(OPEN)
    edit(out / ASSETS, lambda assets: assets["files"]["stack"]["source"].update(path="../evil.json"))


@pytest.mark.parametrize(
    ("change", "what", "value"),
    [
        (another_file, "another template of 'Shop' than the one that the manifest shows", f"evil.json, shown {STACK}"),
        (another_file_and_key, "another template of 'Shop'", f"evil.json, shown {STACK}"),
        (second_file_for_the_key, "two files are uploaded under one key", "evil.json"),
        (zipped, "is not a file of its asset manifests", f"s3://{name('assets')}"),
        (made_by_a_command, "is not a file of its asset manifests", f"s3://{name('assets')}"),
        (outside, "does not exist in the assembly", "../evil.json"),
        (lambda out: (out / STACK).write_text(OPEN), "not the one that its key names", ".json"),
        (lambda out: (out / CHILD).write_text(OPEN), "not the one that its key names", ".json"),
        (
            lambda out: edit_asset(out, "files", "stack", objectKey="x.json"),
            "not a file of its asset manifests",
            "s3://",
        ),
        (
            lambda out: edit_asset(out, "files", "stack", bucketName="evil"),
            "not a file of its asset manifests",
            "s3://",
        ),
        (
            lambda out: edit_stack(out, stackTemplateAssetObjectUrl="s3://evil/x.json"),
            "not a file of its asset manifests",
            "s3://evil/x.json",
        ),
        (
            lambda out: edit_stack(out, stackTemplateAssetObjectUrl="https://evil.example/x.json"),
            "not a file of its asset manifests",
            "https://evil.example/x.json",
        ),
    ],
)
def test_an_exchanged_template_is_refused_in_any_assembly(
    shop: Path, change: Callable[[Path], Any], what: str, value: str
) -> None:
    """The CDK CLI would deploy something else than what the manifest shows, or what it deploys is not certain."""
    change(shop)
    with pytest.raises(UserError) as caught:
        load_assembly(shop)
    assert what in caught.value.what
    assert value in caught.value.value
    assert caught.value.file
    assert caught.value.fix
    assert caught.value.exit_code == 2


def test_one_template_in_two_files_is_judged(shop: Path) -> None:
    """The bytes that are deployed are those that are judged."""
    (shop / "copy.json").write_bytes((shop / STACK).read_bytes())
    edit(shop / ASSETS, lambda assets: assets["files"]["stack"]["source"].update(path="copy.json"))
    assert judge_as_ours(shop) == ["Shop", "Shop/Child"]


def place(asset: str, **changes: str) -> Callable[[Path], None]:
    """Return a function that changes where an asset is uploaded."""
    return lambda out: edit_asset(out, *asset.split("/"), **changes)


def exchange_bucket(out: Path) -> None:
    """Another bucket, in manifest and asset manifest alike."""
    bucket = "evil-assets"
    edit_asset(out, "files", "stack", bucketName=bucket)
    edit_stack(out, stackTemplateAssetObjectUrl=f"s3://{bucket}/{digest((out / STACK).read_text('utf-8'))}.json")


def exchange_key(out: Path) -> None:
    """Another key, in manifest and asset manifest alike."""
    edit_asset(out, "files", "stack", objectKey="stack.json")
    edit_stack(out, stackTemplateAssetObjectUrl=f"s3://{name('assets')}/stack.json")


EVIL = f"arn:${{AWS::Partition}}:iam::{ACCOUNT}:role/evil"


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (exchange_bucket, "the template's address"),
        (exchange_key, "the template's address"),
        (place("files/child", bucketName="evil"), "'Shop/Child' is not one of the assembly's assets"),
        (lambda out: edit_stack(out, assumeRoleArn=EVIL), "the role 'assumeRoleArn'"),
        (lambda out: edit_stack(out, assumeRoleArn=None), "the role 'assumeRoleArn'"),
        (lambda out: edit_stack(out, cloudFormationExecutionRoleArn=EVIL), "the role 'cloudFormationExecutionRoleArn'"),
        (lambda out: edit_stack(out, cloudFormationExecutionRoleArn=None), "the role 'cloudFormationExecutionRoleArn'"),
        (lambda out: edit_stack(out, lookupRole={"arn": EVIL}), "the role 'lookupRole'"),
        (place("files/child", assumeRoleArn=EVIL), "the role that uploads an asset"),
        (place("files/child", region="us-east-1"), "the Region of an asset"),
        (place("dockerImages/image", assumeRoleArn=role("file-publishing")), "the role that uploads an asset"),
        (place("dockerImages/image", repositoryName="evil"), "the repository of an asset"),
    ],
)
def test_what_the_configuration_does_not_name_is_refused_in_our_zone(
    shop: Path, change: Callable[[Path], Any], what: str
) -> None:
    """Each alone, and each said with its value and the only one allowed."""
    change(shop)
    with pytest.raises(UserError) as caught:
        judge_as_ours(shop)
    assert what in caught.value.what
    assert caught.value.allowed
    assert caught.value.fix
    assert caught.value.exit_code == 2


def test_a_stack_without_an_address_is_judged_by_its_template(shop: Path) -> None:
    """The CDK CLI then passes the file itself to CloudFormation; and a stack needs no role for look-ups."""
    edit_stack(shop, stackTemplateAssetObjectUrl=None, lookupRole=None)
    assert judge_as_ours(shop) == ["Shop", "Shop/Child"]


def agnostic(out: Path) -> None:
    """The stack is for any account and Region."""

    def change(manifest: dict[str, Any]) -> None:
        manifest["artifacts"]["Shop"]["environment"] = "aws://unknown-account/unknown-region"

    edit(out / "manifest.json", change)


def two_accounts(out: Path) -> None:
    """The stack is for any account, and its roles are of two."""
    agnostic(out)
    edit_stack(out, cloudFormationExecutionRoleArn=role("cfn-exec", account=OTHER))


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda out: edit_stack(out, assumeRoleArn=role("deploy", account=OTHER)), "the role 'assumeRoleArn'"),
        (
            lambda out: edit_stack(out, cloudFormationExecutionRoleArn=f"arn:aws:iam::{OTHER}:role/any"),
            "the role 'cloudFormationExecutionRoleArn'",
        ),
        (lambda out: edit_stack(out, lookupRole={"arn": role("lookup", account=OTHER)}), "the role 'lookupRole'"),
        (place("files/child", bucketName=name("assets", account=OTHER)), "the bucket of an asset"),
        (place("files/child", assumeRoleArn=role("file-publishing", account=OTHER)), "the role that uploads"),
        (place("dockerImages/image", repositoryName=name("x", account=OTHER)), "the repository of an asset"),
        (two_accounts, "the role 'cloudFormationExecutionRoleArn'"),
    ],
)
def test_another_accounts_assets_and_roles_are_refused_in_any_app(
    shop: Path, change: Callable[[Path], Any], what: str
) -> None:
    """Their owner decides what is deployed."""
    change(shop)
    with pytest.raises(UserError) as caught:
        refuse_other_accounts(load_assembly(shop))
    assert what in caught.value.what
    assert "another account" in caught.value.what
    assert ACCOUNT in caught.value.allowed
    assert OTHER in caught.value.value


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (name("assets"), "evil-assets"),
        (name("assets"), name("assets", account=OTHER)),
        (f"/{name('assets')}", f"/evil-assets/{name('assets')}"),
        ("https://s3.", "https://evil-assets.s3."),
        (".json", ".json?versionId=1"),
        ("/cdk-", "//cdk-"),
    ],
)
def test_an_exchanged_address_of_a_nested_stack_is_never_judged_as_the_asset(shop: Path, old: str, new: str) -> None:
    """In another app it is listed, and a finding of the gate; in ours it is refused."""
    text = (shop / STACK).read_text("utf-8")
    start, end = text.index("https://s3."), text.rindex(".json") + 5
    write_template(shop / STACK, text[:start] + text[start:end].replace(old, new) + text[end:])
    assembly = load_assembly(shop)
    assert [template.name for template in assembly.templates] == ["Shop"]
    assert ("Shop", "Child") in [(one.template, one.logical_id) for one in unseen_resources(assembly.templates)]
    with pytest.raises(UserError, match="is not one of the assembly's assets"):
        judge_as_ours(shop)


def staged(out: Path) -> None:
    """Keep the template in a bucket of the app's own, as ``AppStagingSynthesizer`` does."""
    key = f"deploy-time/{digest((out / STACK).read_text('utf-8'))}.json"
    bucket = f"cdk-shop-staging-{ACCOUNT}-{REGION}"
    own = f"arn:${{AWS::Partition}}:iam::{ACCOUNT}:role/cdk-shop-file-role-{REGION}"
    edit_asset(out, "files", "stack", bucketName=bucket, objectKey=key, assumeRoleArn=own)
    edit_stack(out, stackTemplateAssetObjectUrl=f"s3://{bucket}/{key}")


@pytest.mark.parametrize(
    ("change", "synthesizer"),
    [
        (lambda out: edit_stack(out, lookupRole=None), "DefaultStackSynthesizer"),
        (staged, "AppStagingSynthesizer"),
        (lambda out: edit_stack(out, assumeRoleArn=None), "CliCredentialsStackSynthesizer"),
        (lambda out: edit_stack(out, stackTemplateAssetObjectUrl=None), "BootstraplessSynthesizer"),
        (lambda out: edit_stack(out, stackTemplateAssetObjectUrl=None, assumeRoleArn=None), "LegacyStackSynthesizer"),
    ],
)
def test_every_synthesizer_is_named_and_judged(shop: Path, change: Callable[[Path], Any], synthesizer: str) -> None:
    """By what it writes into the manifests."""
    change(shop)
    assembly = load_assembly(shop)
    refuse_other_accounts(assembly)
    assert [name_of(deployment) for deployment in assembly.deployments] == [synthesizer]
    assert [template.name for template in assembly.templates] == ["Shop", "Shop/Child"]


@pytest.mark.parametrize(
    "change",
    [
        agnostic,
        exchange_key,
        exchange_bucket,
        lambda out: edit_stack(out, assumeRoleArn=EVIL, cloudFormationExecutionRoleArn=None, lookupRole=None),
        lambda out: edit_stack(out, assumeRoleArn="arn:aws:iam::${AWS::AccountId}:role/own"),
    ],
)
def test_own_names_of_another_app_are_taken(shop: Path, change: Callable[[Path], Any]) -> None:
    """Its configuration is not known; nothing of another account deploys it."""
    change(shop)
    refuse_other_accounts(load_assembly(shop))
