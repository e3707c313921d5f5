"""The bootstrap templates of a synthesized zone, with the values that CloudFormation would fill in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policy_evaluation.decision import Outcome
from policy_evaluation.evaluate import decide
from policy_evaluation.policy import Policy, PolicyKind
from policy_evaluation.request import Caller, CallerKind, Request

FOLDER = "assembly-Bootstrap"


@dataclass(frozen=True)
class BootstrapTemplate:
    """One environment's, ``name`` as in stack names: ``cde-production-eu-west-1``."""

    name: str
    account: str
    region: str
    file: Path
    body: dict[str, Any]

    @property
    def boundary(self) -> str:
        """The ARN of the boundary."""
        return f"arn:aws:iam::{self.account}:policy/cdk-hnb659fds-permissions-boundary-{self.account}-{self.region}"

    def role(self, kind: str) -> str:
        """The ARN of a role of the bootstrap: ``cfn-exec``, ``deploy``."""
        return f"arn:aws:iam::{self.account}:role/cdk-hnb659fds-{kind}-role-{self.account}-{self.region}"

    def of_type(self, type_: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield logical id and properties of each resource of a type."""
        for logical_id, resource in self.body["Resources"].items():
            if resource["Type"] == type_:
                yield logical_id, self.filled(resource["Properties"])

    def properties(self, logical_id: str) -> dict[str, Any]:
        """The properties of a resource, filled in."""
        found: dict[str, Any] = self.filled(self.body["Resources"][logical_id]["Properties"])
        return found

    def policies_of(self, role: str) -> list[str]:
        """The logical ids of the policies on a role, by the role's logical id."""
        return [arn["Ref"] for arn in self.body["Resources"][role]["Properties"]["ManagedPolicyArns"]]

    def filled(self, node: Any) -> Any:
        """Fill in pseudo parameters, and the ARNs of bucket and repository."""
        if isinstance(node, dict) and len(node) == 1:
            (key, value), *_ = node.items()
            if key == "Fn::Sub":
                return self._text(value)
            if key == "Ref" and value.startswith("AWS::"):
                return self._text(f"${{{value}}}")
            if key == "Fn::Join" and all(isinstance(one, str) for one in self.filled(value[1])):
                return str(value[0]).join(self.filled(value[1]))
        if isinstance(node, dict):
            return {key: self.filled(value) for key, value in node.items()}
        return [self.filled(item) for item in node] if isinstance(node, list) else node

    def _text(self, text: str) -> str:
        values = {
            "AWS::AccountId": self.account,
            "AWS::Partition": "aws",
            "AWS::Region": self.region,
            "ContainerAssetsRepository.Arn": f"arn:aws:ecr:{self.region}:{self.account}:repository/images",
            "StagingBucket.Arn": f"arn:aws:s3:::cdk-hnb659fds-assets-{self.account}-{self.region}",
        }
        for name, value in values.items():
            text = text.replace(f"${{{name}}}", value)
        return text

    def allows(self, kind: str, action: str, resource: str = "*", **context: str) -> bool:
        """Whether a role of the bootstrap may do something, by its policies and the boundary."""
        logical_id = {"cfn-exec": "CloudFormationExecutionRole", "deploy": "DeploymentActionRole"}[kind]
        policies = [self._policy(PolicyKind.IDENTITY, name) for name in self.policies_of(logical_id)]
        return self._decide(self.role(kind), policies, action, resource, context)

    def allows_administrator_in(self, action: str, resource: str = "*", **context: str) -> bool:
        """Whether an app's role may do something that has every right by its own policy, and the boundary."""
        document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
        policy = Policy(kind=PolicyKind.IDENTITY, name="everything", document=document)
        return self._decide(f"arn:aws:iam::{self.account}:role/app", [policy], action, resource, context)

    def _decide(self, role: str, policies: list[Policy], action: str, resource: str, context: dict[str, str]) -> bool:
        request = Request(
            caller=Caller(kind=CallerKind.ROLE, name=role, account=self.account),
            action=action,
            resource=resource,
            resource_account=self.account,
            context={key.replace("__", ":"): value for key, value in context.items()},
        )
        decision = decide(request, [*policies, self._policy(PolicyKind.BOUNDARY, "PermissionsBoundary")])
        return decision.outcome is Outcome.ALLOWED

    def _policy(self, kind: PolicyKind, logical_id: str) -> Policy:
        return Policy(kind=kind, name=logical_id, document=self.properties(logical_id)["PolicyDocument"])


def bootstrap_templates(assembly: Path) -> dict[str, BootstrapTemplate]:
    """Read those of an assembly, by environment."""
    found = {}
    for artifact in json.loads((assembly / FOLDER / "manifest.json").read_text("utf-8"))["artifacts"].values():
        if artifact["type"] == "aws:cloudformation:stack":
            name = artifact["displayName"].rpartition("/Bootstrap-")[2]
            account, _, region = artifact["environment"].removeprefix("aws://").partition("/")
            file = assembly / FOLDER / artifact["properties"]["templateFile"]
            found[name] = BootstrapTemplate(name, account, region, file, json.loads(file.read_text("utf-8")))
    return found
