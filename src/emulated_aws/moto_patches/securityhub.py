"""AWS Security Hub: standards, finding aggregators, configuration policies, delegated administrators."""

from __future__ import annotations

import json
import uuid
from typing import Any

from emulated_aws.moto_patches.patch import Patch, kept

_RESPONSE = "moto.securityhub.responses:SecurityHubResponse"
_TARGETS = {"AccountId": "ACCOUNT", "OrganizationalUnitId": "ORGANIZATIONAL_UNIT", "RootId": "ROOT"}

_OPERATIONS = Patch(
    what="Finding aggregators, configuration policies, their associations, and listing and removing the delegated "
    "administrator are missing",
    reported="no issue found, 2026-11-30; https://github.com/getmoto/moto/issues/8700 asks for other operations of "
    "organisations",
)
_CENTRAL_CONFIGURATION = Patch(
    what="`Status`, which only AWS's answer has, is required when an organisation is configured centrally",
    reported="no issue found, 2026-11-30; the operation was asked for in https://github.com/getmoto/moto/issues/8700",
)
_STANDARDS = Patch(what="Enabling, listing and disabling standards is missing", reported="no issue found, 2026-11-30")
_HUB_SETTINGS = Patch(
    what="How the hub generates findings is dropped and cannot be changed",
    reported="no issue found, 2026-11-30; the hub came with https://github.com/getmoto/moto/pull/9321",
)


@_CENTRAL_CONFIGURATION.replaces("moto.securityhub.models:SecurityHubBackend")
def update_organization_configuration(
    self: Any, auto_enable: bool, auto_enable_standards: Any = None, organization_configuration: Any = None
) -> None:
    """Take it as enabled if it is not given."""
    if organization_configuration is not None:
        organization_configuration = {"Status": "ENABLED", **organization_configuration}
    update_organization_configuration.original(self, auto_enable, auto_enable_standards, organization_configuration)


def _hub(response: Any) -> dict[str, Any]:
    return kept(response.securityhub_backend, "hub_settings")


@_HUB_SETTINGS.replaces(_RESPONSE)
def enable_security_hub(self: Any) -> Any:
    answer = enable_security_hub.original(self)
    _hub(self).clear()
    _hub(self)["ControlFindingGenerator"] = self._get_param("ControlFindingGenerator", "SECURITY_CONTROL")
    return answer


@_HUB_SETTINGS.adds(_RESPONSE)
def update_security_hub_configuration(self: Any) -> str:
    _hub(self).update({key: value for key, value in json.loads(self.body).items() if key != "HubArn"})
    return "{}"


@_HUB_SETTINGS.replaces(_RESPONSE)
def describe_hub(self: Any) -> Any:
    """Return the settings in place of moto's constants."""
    return json.dumps({**json.loads(describe_hub.original(self)), **_hub(self)})


@_OPERATIONS.sets("moto.securityhub.urls", "url_paths")
def url_paths(by_moto: dict[str, Any]) -> dict[str, Any]:
    from moto.securityhub.responses import SecurityHubResponse

    paths = ["organization/admin", "organization/admin/disable"]
    paths += ["standards/register", "standards/deregister", "standards/get"]
    for name in ("configurationPolicy", "configurationPolicyAssociation", "findingAggregator"):
        paths.append(f"{name}/(?P<rest>.+)")  # moto's server turns named groups, and no others, into its own
    return {**by_moto, **{f"{{0}}/{path}$": SecurityHubResponse.dispatch for path in paths}}


def _error(code: str, message: str) -> Exception:
    from moto.securityhub.exceptions import SecurityHubClientError

    error: Exception = SecurityHubClientError(code, message)
    return error


def _found(store: dict[str, Any], key: str) -> dict[str, Any]:
    if key not in store:
        raise _error("ResourceNotFoundException", f"{key} was not found")
    found: dict[str, Any] = store[key]
    return found


def _arn(response: Any, what: str) -> str:
    return f"arn:aws:securityhub:{response.region}:{response.current_account}:{what}/{uuid.uuid4()}"


@_OPERATIONS.adds(_RESPONSE)
def list_organization_admin_accounts(self: Any) -> str:
    admin = self.securityhub_backend._get_org_config()["admin_account_id"]
    return json.dumps({"AdminAccounts": [{"AccountId": admin, "Status": "ENABLED"}] if admin else []})


@_OPERATIONS.adds(_RESPONSE)
def disable_organization_admin_account(self: Any) -> str:
    config = self.securityhub_backend._get_org_config()
    _found({config["admin_account_id"]: {}}, self._get_param("AdminAccountId"))
    config["admin_account_id"] = None
    return "{}"


def _aggregators(response: Any) -> dict[str, Any]:
    return kept(response.securityhub_backend, "finding_aggregators")


@_OPERATIONS.adds(_RESPONSE)
def create_finding_aggregator(self: Any) -> str:
    """Make the one finding aggregator that an account may have."""
    if _aggregators(self):
        raise _error("ResourceConflictException", "a finding aggregator already exists")
    arn = _arn(self, "finding-aggregator")
    _aggregators(self)[arn] = {
        "FindingAggregatorArn": arn,
        "FindingAggregationRegion": self.region,
        "RegionLinkingMode": self._get_param("RegionLinkingMode"),
        "Regions": self._get_param("Regions", []),
    }
    return json.dumps(_aggregators(self)[arn])


@_OPERATIONS.adds(_RESPONSE)
def get_finding_aggregator(self: Any) -> str:
    return json.dumps(_found(_aggregators(self), self._get_param("FindingAggregatorArn")))


@_OPERATIONS.adds(_RESPONSE)
def update_finding_aggregator(self: Any) -> str:
    found = _found(_aggregators(self), self._get_param("FindingAggregatorArn"))
    found.update(RegionLinkingMode=self._get_param("RegionLinkingMode"), Regions=self._get_param("Regions", []))
    return json.dumps(found)


@_OPERATIONS.adds(_RESPONSE)
def delete_finding_aggregator(self: Any) -> str:
    del _aggregators(self)[_found(_aggregators(self), self._get_param("FindingAggregatorArn"))["FindingAggregatorArn"]]
    return "{}"


@_OPERATIONS.adds(_RESPONSE)
def list_finding_aggregators(self: Any) -> str:
    return json.dumps({"FindingAggregators": [{"FindingAggregatorArn": arn} for arn in _aggregators(self)]})


def _policies(response: Any) -> dict[str, Any]:
    return kept(response.securityhub_backend, "configuration_policies")


def _policy(response: Any, name: str = "Identifier") -> dict[str, Any]:
    """The policy whose id or ARN is given."""
    return _found(_policies(response), response._get_param(name).rpartition("/")[2])


@_OPERATIONS.adds(_RESPONSE)
def create_configuration_policy(self: Any) -> str:
    """Make a configuration policy; only the delegated administrator may."""
    arn = _arn(self, "configuration-policy")
    policy = {
        "Arn": arn,
        "Id": arn.rpartition("/")[2],
        "Name": self._get_param("Name"),
        "Description": self._get_param("Description", ""),
        "ConfigurationPolicy": self._get_param("ConfigurationPolicy"),
    }
    _policies(self)[policy["Id"]] = policy
    return json.dumps(policy)


@_OPERATIONS.adds(_RESPONSE)
def get_configuration_policy(self: Any) -> str:
    return json.dumps(_policy(self))


@_OPERATIONS.adds(_RESPONSE)
def update_configuration_policy(self: Any) -> str:
    policy, given = _policy(self), json.loads(self.body)
    policy.update({key: given[key] for key in ("Name", "Description", "ConfigurationPolicy") if key in given})
    return json.dumps(policy)


@_OPERATIONS.adds(_RESPONSE)
def delete_configuration_policy(self: Any) -> str:
    """Remove a configuration policy without associations."""
    policy_id = _policy(self)["Id"]
    if any(one["ConfigurationPolicyId"] == policy_id for one in _associations(self).values()):
        raise _error("ResourceConflictException", "the policy is associated with a target")
    del _policies(self)[policy_id]
    return "{}"


@_OPERATIONS.adds(_RESPONSE)
def list_configuration_policies(self: Any) -> str:
    names = ("Arn", "Id", "Name", "Description")
    return json.dumps(
        {"ConfigurationPolicySummaries": [{name: one[name] for name in names} for one in _policies(self).values()]}
    )


def _associations(response: Any) -> dict[str, Any]:
    """The associations, by the id of their target."""
    return kept(response.securityhub_backend, "configuration_policy_associations")


def _target(response: Any) -> tuple[str, str]:
    """The kind and the id of the target."""
    kind, target = next(iter(response._get_param("Target").items()))
    return _TARGETS[kind], target


@_OPERATIONS.adds(_RESPONSE)
def start_configuration_policy_association(self: Any) -> str:
    kind, target = _target(self)
    managed_by_itself = self._get_param("ConfigurationPolicyIdentifier") == "SELF_MANAGED_SECURITY_HUB"
    _associations(self)[target] = {
        "ConfigurationPolicyId": "SELF_MANAGED_SECURITY_HUB"
        if managed_by_itself
        else _policy(self, "ConfigurationPolicyIdentifier")["Id"],
        "TargetId": target,
        "TargetType": kind,
        "AssociationType": "APPLIED",
        "AssociationStatus": "SUCCESS",
    }
    return json.dumps(_associations(self)[target])


@_OPERATIONS.adds(_RESPONSE)
def get_configuration_policy_association(self: Any) -> str:
    return json.dumps(_found(_associations(self), _target(self)[1]))


@_OPERATIONS.adds(_RESPONSE)
def start_configuration_policy_disassociation(self: Any) -> str:
    del _associations(self)[_found(_associations(self), _target(self)[1])["TargetId"]]
    return "{}"


@_OPERATIONS.adds(_RESPONSE)
def list_configuration_policy_associations(self: Any) -> str:
    return json.dumps({"ConfigurationPolicyAssociationSummaries": list(_associations(self).values())})


def _subscriptions(response: Any) -> dict[str, Any]:
    """The enabled standards, by the ARN of their subscription."""
    return kept(response.securityhub_backend, "standards_subscriptions")


@_STANDARDS.adds(_RESPONSE)
def batch_enable_standards(self: Any) -> str:
    """Enable standards; an account of which Security Hub is not on may not."""
    json.loads(self.describe_hub())
    made = []
    for request in self._get_param("StandardsSubscriptionRequests"):
        standard = request["StandardsArn"]
        name = standard.partition("standards/")[2]
        arn = f"arn:aws:securityhub:{self.region}:{self.current_account}:subscription/{name}"
        _subscriptions(self)[arn] = {
            "StandardsSubscriptionArn": arn,
            "StandardsArn": standard,
            "StandardsInput": request.get("StandardsInput", {}),
            "StandardsStatus": "READY",
        }
        made.append(_subscriptions(self)[arn])
    return json.dumps({"StandardsSubscriptions": made})


@_STANDARDS.adds(_RESPONSE)
def batch_disable_standards(self: Any) -> str:
    arns = self._get_param("StandardsSubscriptionArns")
    gone = [_found(_subscriptions(self), arn) for arn in arns]
    for arn in arns:
        del _subscriptions(self)[arn]
    return json.dumps({"StandardsSubscriptions": [{**one, "StandardsStatus": "DELETING"} for one in gone]})


@_STANDARDS.adds(_RESPONSE)
def get_enabled_standards(self: Any) -> str:
    arns = self._get_param("StandardsSubscriptionArns") or list(_subscriptions(self))
    found = [_subscriptions(self)[arn] for arn in arns if arn in _subscriptions(self)]
    return json.dumps({"StandardsSubscriptions": found})
