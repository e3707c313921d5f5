"""AWS Security Hub: finding aggregators, configuration policies and their associations, delegated administrators."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit


def install(_: Path) -> None:
    """Add the operations, and let an organisation be configured centrally."""
    from moto.securityhub import models, responses, urls

    response = responses.SecurityHubResponse
    for name, operation in _OPERATIONS.items():
        setattr(response, name, operation)
    for path in ("configurationPolicy", "configurationPolicyAssociation", "findingAggregator"):
        urls.url_paths[f"{{0}}/{path}/(?P<rest>.+)$"] = response.dispatch
    urls.url_paths["{0}/accounts$"] = response.dispatch
    urls.url_paths["{0}/organization/admin$"] = response.dispatch
    urls.url_paths["{0}/organization/admin/disable$"] = response.dispatch
    _central_configuration(models.SecurityHubBackend)
    _hub_settings(response)


def _central_configuration(backend: Any) -> None:
    """Make ``Status`` optional: it is in AWS's response, but moto requires it of the caller."""
    update_by_moto = backend.update_organization_configuration

    def update(
        self: Any, auto_enable: bool, auto_enable_standards: Any = None, organization_configuration: Any = None
    ) -> None:
        if organization_configuration is not None:
            organization_configuration = {"Status": "ENABLED", **organization_configuration}
        update_by_moto(self, auto_enable, auto_enable_standards, organization_configuration)

    backend.update_organization_configuration = update


def _hub_settings(response: Any) -> None:
    """Store how the hub generates findings; moto returns a constant."""
    enable_by_moto, describe_by_moto = response.enable_security_hub, response.describe_hub

    def enable(self: Any) -> Any:
        answer = enable_by_moto(self)
        _extra_state(self)["hub"] = {
            "ControlFindingGenerator": _body(self).get("ControlFindingGenerator", "SECURITY_CONTROL")
        }
        return answer

    def update(self: Any) -> str:
        given = {key: value for key, value in _body(self).items() if key != "HubArn"}
        _extra_state(self).setdefault("hub", {}).update(given)
        return "{}"

    def describe(self: Any) -> Any:
        return json.dumps({**json.loads(describe_by_moto(self)), **_extra_state(self).get("hub", {})})

    response.enable_security_hub = enable
    response.update_security_hub_configuration = update
    response.describe_hub = describe


def _extra_state(response: Any) -> dict[str, Any]:
    """State of this account and Region that moto's model does not have."""
    backend = response.securityhub_backend
    if not hasattr(backend, "extra_state"):
        backend.extra_state = {}
    found: dict[str, Any] = backend.extra_state
    return found


def _body(response: Any) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(response.body) if response.body else {}
    return body


def _named(response: Any, prefix: str) -> str:
    """The ARN or id at the end of the path."""
    path = unquote(unquote(urlsplit(response.uri).path))
    return path.partition(prefix)[2].strip("/")


def _arn(response: Any, what: str) -> str:
    return f"arn:aws:securityhub:{response.region}:{response.current_account}:{what}/{uuid.uuid4()}"


def _not_found(what: str) -> Exception:
    from moto.securityhub.exceptions import SecurityHubClientError

    error: Exception = SecurityHubClientError("ResourceNotFoundException", f"{what} was not found")
    error.code = 404  # type: ignore[attr-defined]
    return error


def _conflict(what: str) -> Exception:
    from moto.securityhub.exceptions import SecurityHubClientError

    error: Exception = SecurityHubClientError("ResourceConflictException", what)
    return error


def list_organization_admin_accounts(self: Any) -> str:
    """Return the delegated administrator."""
    admin = self.securityhub_backend._get_org_config()["admin_account_id"]
    return json.dumps({"AdminAccounts": [{"AccountId": admin, "Status": "ENABLED"}] if admin else []})


def disable_organization_admin_account(self: Any) -> str:
    """Remove the delegation."""
    config = self.securityhub_backend._get_org_config()
    if config["admin_account_id"] != _body(self)["AdminAccountId"]:
        raise _not_found(_body(self)["AdminAccountId"])
    config["admin_account_id"] = None
    return "{}"


def create_finding_aggregator(self: Any) -> str:
    """Make the one finding aggregator that an account may have."""
    if "aggregator" in _extra_state(self):
        raise _conflict("a finding aggregator already exists")
    body = _body(self)
    found = {
        "FindingAggregatorArn": _arn(self, "finding-aggregator"),
        "FindingAggregationRegion": self.region,
        "RegionLinkingMode": body["RegionLinkingMode"],
        "Regions": body.get("Regions", []),
    }
    _extra_state(self)["aggregator"] = found
    return json.dumps(found)


def _aggregator(self: Any, arn: str) -> dict[str, Any]:
    found: dict[str, Any] | None = _extra_state(self).get("aggregator")
    if found is None or found["FindingAggregatorArn"] != arn:
        raise _not_found(arn)
    return found


def get_finding_aggregator(self: Any) -> str:
    """Return the aggregator."""
    return json.dumps(_aggregator(self, _named(self, "/findingAggregator/get/")))


def update_finding_aggregator(self: Any) -> str:
    """Change which Regions it links."""
    body = _body(self)
    found = _aggregator(self, body["FindingAggregatorArn"])
    found.update(RegionLinkingMode=body["RegionLinkingMode"], Regions=body.get("Regions", []))
    return json.dumps(found)


def delete_finding_aggregator(self: Any) -> str:
    """Remove the aggregator."""
    _aggregator(self, _named(self, "/findingAggregator/delete/"))
    del _extra_state(self)["aggregator"]
    return "{}"


def list_finding_aggregators(self: Any) -> str:
    """Return the aggregator's ARN."""
    found = _extra_state(self).get("aggregator")
    return json.dumps(
        {"FindingAggregators": [{"FindingAggregatorArn": found["FindingAggregatorArn"]}] if found else []}
    )


def _policies(self: Any) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = _extra_state(self).setdefault("policies", {})
    return found


def _policy(self: Any, identifier: str) -> dict[str, Any]:
    for policy in _policies(self).values():
        if identifier in (policy["Id"], policy["Arn"]):
            return policy
    raise _not_found(identifier)


def create_configuration_policy(self: Any) -> str:
    """Make a configuration policy; only the delegated administrator may."""
    body = _body(self)
    arn = _arn(self, "configuration-policy")
    policy = {
        "Arn": arn,
        "Id": arn.rpartition("/")[2],
        "Name": body["Name"],
        "Description": body.get("Description", ""),
        "ConfigurationPolicy": body["ConfigurationPolicy"],
    }
    _policies(self)[policy["Id"]] = policy
    return json.dumps(policy)


def get_configuration_policy(self: Any) -> str:
    """Return a configuration policy."""
    return json.dumps(_policy(self, _named(self, "/configurationPolicy/get/")))


def update_configuration_policy(self: Any) -> str:
    """Change a configuration policy."""
    policy = _policy(self, _named(self, "/configurationPolicy/"))
    policy.update({k: v for k, v in _body(self).items() if k in ("Name", "Description", "ConfigurationPolicy")})
    return json.dumps(policy)


def delete_configuration_policy(self: Any) -> str:
    """Remove a configuration policy without associations."""
    policy = _policy(self, _named(self, "/configurationPolicy/"))
    if any(one["ConfigurationPolicyId"] == policy["Id"] for one in _associations(self).values()):
        raise _conflict("the policy is associated with a target")
    del _policies(self)[policy["Id"]]
    return "{}"


def list_configuration_policies(self: Any) -> str:
    """Return the summaries of the configuration policies."""
    summaries = [
        {"Arn": one["Arn"], "Id": one["Id"], "Name": one["Name"], "Description": one["Description"]}
        for one in _policies(self).values()
    ]
    return json.dumps({"ConfigurationPolicySummaries": summaries})


def _associations(self: Any) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = _extra_state(self).setdefault("associations", {})
    return found


_TARGETS = {"AccountId": "ACCOUNT", "OrganizationalUnitId": "ORGANIZATIONAL_UNIT", "RootId": "ROOT"}


def start_configuration_policy_association(self: Any) -> str:
    """Associate a policy with an account, a unit or the root."""
    body = _body(self)
    identifier = body["ConfigurationPolicyIdentifier"]
    policy_id = identifier if identifier == "SELF_MANAGED_SECURITY_HUB" else _policy(self, identifier)["Id"]
    kind, target = next(iter(body["Target"].items()))
    found = {
        "ConfigurationPolicyId": policy_id,
        "TargetId": target,
        "TargetType": _TARGETS[kind],
        "AssociationType": "APPLIED",
        "AssociationStatus": "SUCCESS",
    }
    _associations(self)[target] = found
    return json.dumps(found)


def get_configuration_policy_association(self: Any) -> str:
    """Return the association of a target."""
    target = next(iter(_body(self)["Target"].values()))
    if target not in _associations(self):
        raise _not_found(target)
    return json.dumps(_associations(self)[target])


def start_configuration_policy_disassociation(self: Any) -> str:
    """Remove the association of a target."""
    target = next(iter(_body(self)["Target"].values()))
    if target not in _associations(self):
        raise _not_found(target)
    del _associations(self)[target]
    return "{}"


def list_configuration_policy_associations(self: Any) -> str:
    """Return all associations."""
    return json.dumps({"ConfigurationPolicyAssociationSummaries": list(_associations(self).values())})


_OPERATIONS = {
    operation.__name__: operation
    for operation in (
        list_organization_admin_accounts,
        disable_organization_admin_account,
        create_finding_aggregator,
        get_finding_aggregator,
        update_finding_aggregator,
        delete_finding_aggregator,
        list_finding_aggregators,
        create_configuration_policy,
        get_configuration_policy,
        update_configuration_policy,
        delete_configuration_policy,
        list_configuration_policies,
        start_configuration_policy_association,
        get_configuration_policy_association,
        start_configuration_policy_disassociation,
        list_configuration_policy_associations,
    )
}
