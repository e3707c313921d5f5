"""The patches of moto fit the installed moto, say which issue of moto asks for them, and do what AWS does."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulated_aws import moto_patches
from emulated_aws.moto_patches.patch import MotoChangedError, Patch, kept
from tests.rehearsal.small_zone import HOME, MANAGEMENT, Deployer

PATCHES = [
    pytest.param(patch, id=f"{service}-{number}")
    for service, patches in moto_patches.patches_by_service().items()
    for number, patch in enumerate(patches)
]


class Response:
    """A class of moto."""

    def get(self, key: str) -> str:
        """Moto's own operation."""
        return f"moto's {key}"

    @staticmethod
    def allowed(bucket: str) -> bool:
        """Moto's own check."""
        return bucket == "moto"


@pytest.fixture
def moto_module(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A module of moto, ``moto.made``, with a class and a value."""
    module = ModuleType("moto.made")
    vars(module).update(Response=type("Response", (Response,), {}), PATHS={"/a": 1})
    monkeypatch.setitem(sys.modules, "moto.made", module)
    return module


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Callable[[Patch], None]:
    """Installs one patch, in place of the real ones."""

    def install(patch: Patch) -> None:
        monkeypatch.setattr(moto_patches, "patches_by_service", lambda: {"made": [patch]})
        moto_patches.install(Path("cdk.out"))

    return install


def _patch() -> Patch:
    return Patch(what="", reported="")


def test_a_patch_is_installed(moto_module: ModuleType, only: Callable[[Patch], None]) -> None:
    """It adds, wraps what moto has, keeps a static method static, and changes a value; it knows the assembly."""
    patch = _patch()

    @patch.replaces("moto.made:Response")
    def get(self: Any, key: str) -> str:
        return f"{get.original(self, key)} and ours"

    @patch.replaces("moto.made:Response", "allowed")
    def always(bucket: str) -> bool:
        return bool(bucket)

    @patch.adds("moto.made:Response")
    def put(self: Any, key: str) -> str:
        return f"{self.get(key)}, put for {put.assembly}"

    @patch.sets("moto.made", "PATHS")
    def paths(by_moto: dict[str, int]) -> dict[str, int]:
        return {**by_moto, "/b": 2}

    with pytest.raises(RuntimeError, match="not installed"):
        get.original(None, "x")
    only(patch)
    assert moto_module.Response().put("x") == "moto's x and ours, put for cdk.out"
    assert moto_module.Response().allowed("ours")
    assert moto_module.PATHS == {"/a": 1, "/b": 2}


def _with_key(self: Any, key: str) -> str:
    raise NotImplementedError


def _with_more(self: Any, key: str, more: str) -> str:
    raise NotImplementedError


@pytest.mark.parametrize(
    ("kind", "owner", "name", "function", "message"),
    [
        ("adds", "moto.made:Response", "get", _with_key, "has moto.made:Response.get, which a patch adds; remove"),
        ("adds", "moto.made:Other", "put", _with_key, "has no moto.made:Other, to which a patch adds put; adapt"),
        ("adds", "moto.gone", "put", _with_key, "has no moto.gone, to which a patch adds put; adapt"),
        ("replaces", "moto.made:Response", "put", _with_key, "has no moto.made:Response.put, which a patch replaces"),
        ("replaces", "moto.made:Other", "get", _with_key, "has no moto.made:Other.get, which a patch replaces"),
        ("replaces", "moto.made:Response", "get", _with_more, "takes ['self', 'key'], not ['self', 'key', 'more']"),
        ("sets", "moto.made", "URLS", _with_key, "has no moto.made.URLS, which a patch sets; adapt"),
    ],
)
def test_a_patch_that_does_not_fit_is_refused(
    moto_module: ModuleType,
    only: Callable[[Patch], None],
    kind: str,
    owner: str,
    name: str,
    function: Callable[..., Any],
    message: str,
) -> None:
    """An update of moto that brings or renames something is noticed, and nothing is installed."""
    patch = _patch()
    patch.sets("moto.made", "PATHS")(lambda _: {})
    getattr(patch, kind)(owner, name)(function)
    with pytest.raises(MotoChangedError, match=re.escape(message)):
        only(patch)
    assert moto_module.PATHS == {"/a": 1}


def test_the_emulator_says_what_does_not_fit(tmp_path: Path) -> None:
    """In one line, without a traceback."""
    (tmp_path / "landing-zone.json").write_text("{}", encoding="utf-8")
    code = (
        "from emulated_aws.moto_patches import kms; from emulated_aws.__main__ import main; "
        "kms._ROTATION_PERIOD.adds('moto.kms.responses:KmsResponse', 'create_key')(lambda self: ''); "
        f"main([{str(tmp_path)!r}, {str(tmp_path)!r}])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.returncode == 1
    assert re.fullmatch(
        r"moto [\d.]+ has moto\.kms\.responses:KmsResponse\.create_key, which a patch adds; remove the patch\n",
        done.stderr,
    )


def test_every_patch_fits_the_installed_moto() -> None:
    """What it adds is missing, what it replaces is there and takes the same; no two change the same."""
    changes = moto_patches.changes()
    assert len(changes) > 60
    assert [problem for change in changes if (problem := change.problem())] == []
    targets = [(change.owner, change.name) for change in changes]
    assert len(set(targets)) == len(targets)


@pytest.mark.parametrize("patch", PATCHES)
def test_every_patch_names_its_issue(patch: Patch) -> None:
    """Or says that none was found, and when it was looked for; one that moto could not take says why."""
    if patch.issue:
        assert re.fullmatch(r"https://github\.com/getmoto/moto/(issues|pull)/\d+", patch.issue)
    else:
        assert re.match(r"no issue found, \d{4}-\d\d-\d\d(; |$)", patch.reported)
    assert patch.what
    assert patch.reported
    assert patch.changes


def test_the_patches_that_are_no_ones_but_ours() -> None:
    """All others could go to moto."""
    found = {
        service: [change.name for patch in patches if patch.rehearsal_only for change in patch.changes]
        for service, patches in moto_patches.patches_by_service().items()
    }
    assert {service: names for service, names in found.items() if names} == {
        "cloudtrail": ["create_trail", "update_trail", "start_logging"],
        "config": ["put_delivery_channel"],
        "ec2": ["_refused_flow_logs"],
        "iam": ["aws_managed_policies_data"],
        "organizations": ["__init__"],
        "route53resolver": ["create_resolver_query_log_config"],
        "s3": ["get_permission"],
        "sts": ["assume_role"],
        "wafv2": ["put_logging_configuration"],
    }


def test_reading_the_patches_imports_no_moto() -> None:
    """The documentation reads them."""
    code = "import sys; from emulated_aws import moto_patches; moto_patches.changes(); print('moto' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout == "False\n"


def test_a_store_is_one_of_each_backend() -> None:
    """Backends are of one account and Region each."""
    here, there = SimpleNamespace(), SimpleNamespace()
    kept(here, "policies")["a"] = 1
    assert (kept(here, "policies"), kept(there, "policies")) == ({"a": 1}, {})


def test_what_spans_an_organisation_waits_for_trusted_access(elsewhere: Callable[[str, str], Deployer]) -> None:
    """A trail that was made before its service is trusted would be refused by AWS; so would root features."""
    management = elsewhere(MANAGEMENT, HOME)
    trails, organizations, iam = (management.client(name) for name in ("cloudtrail", "organizations", "iam"))
    whole = {"S3BucketName": "absent", "IsOrganizationTrail": True}
    with pytest.raises(ClientError, match="CloudTrailAccessNotEnabledException"):
        trails.create_trail(Name="trail", **whole)
    with pytest.raises(ClientError, match="ServiceAccessNotEnabledException"):
        iam.list_organizations_features()
    organizations.enable_aws_service_access(ServicePrincipal="cloudtrail.amazonaws.com")
    with pytest.raises(ClientError) as error:
        trails.create_trail(Name="trail", **whole)
    assert "AccessNotEnabled" not in str(error.value)


def test_security_hub_has_the_administrators_operations(deployer: Deployer) -> None:
    """A policy is found by its id and its ARN; what is not there is not found, with AWS's code."""
    hub = deployer.client("securityhub")
    policy = hub.create_configuration_policy(Name="all", ConfigurationPolicy={"SecurityHub": {"ServiceEnabled": True}})
    for identifier in (policy["Id"], policy["Arn"]):
        hub.update_configuration_policy(Identifier=identifier, Description=identifier)
        assert hub.get_configuration_policy(Identifier=identifier)["Description"] == identifier
    target = {"OrganizationalUnitId": "ou-1"}
    tie = hub.start_configuration_policy_association(Target=target, ConfigurationPolicyIdentifier=policy["Arn"])
    assert (tie["ConfigurationPolicyId"], tie["TargetType"]) == (policy["Id"], "ORGANIZATIONAL_UNIT")
    with pytest.raises(ClientError, match="ResourceConflictException"):
        hub.delete_configuration_policy(Identifier=policy["Id"])
    hub.start_configuration_policy_disassociation(Target=target, ConfigurationPolicyIdentifier=policy["Id"])
    hub.delete_configuration_policy(Identifier=policy["Id"])
    aggregator = hub.create_finding_aggregator(RegionLinkingMode="ALL_REGIONS")["FindingAggregatorArn"]
    assert hub.get_finding_aggregator(FindingAggregatorArn=aggregator)["RegionLinkingMode"] == "ALL_REGIONS"
    hub.delete_finding_aggregator(FindingAggregatorArn=aggregator)
    for operation, request in (
        (hub.get_configuration_policy, {"Identifier": policy["Id"]}),
        (hub.get_configuration_policy_association, {"Target": target}),
        (hub.get_finding_aggregator, {"FindingAggregatorArn": aggregator}),
    ):
        with pytest.raises(ClientError) as error:
            operation(**request)
        assert error.value.response["Error"]["Code"] == "ResourceNotFoundException"
        assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 404
