"""Which policies of an organisation bind a request.

Sources, read 2026-12-01: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html,
https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
"""

from __future__ import annotations

from policy_evaluation.policy import PolicyKind
from policy_evaluation.request import CallerKind, Request

# As the page of resource control policies has it (a copy of 2026-09-26).
_WITH_RESOURCE_CONTROL = frozenset(
    """
    aoss appconfig appstream autoscaling autoscaling-plans budgets clouddirectory cloudfront cloudsearch cloudtrail-data
    codeartifact codebuild codecommit codepipeline cognito-identity cognito-idp comprehend comprehendmedical
    compute-optimizer cost-optimization-hub dax dsql dynamodb ecr ecr-public events firehose fis fms gamelift health
    inspector-scan kendra kinesisvideo kms logs memorydb networkmonitor notifications opensearch pca-connector-ad
    personalize polly pricing resource-groups rolesanywhere s3 secretsmanager servicediscovery signin sqs sts support
    swf textract timestream-influxdb transcribe transfer translate wafv2 workspaces xray
    """.split()  # noqa: SIM905 - a list literal would have a line for each
)
_OF_ACCOUNTS = {CallerKind.ROLE, CallerKind.USER, CallerKind.ROOT}


def binds(kind: PolicyKind, request: Request) -> bool:
    """Whether policies of a kind bind a request: its caller, its action.

    Service control policies bind what signs as an account: roles, users and the root user; neither a service nor a
    service-linked role. Resource control policies bind everybody but service-linked roles, for the services that
    support them. Boundaries, sessions and identities are those of roles and users.
    """
    caller, action = request.caller.kind, request.action.lower()
    match kind:
        case PolicyKind.SERVICE_CONTROL:
            return caller in _OF_ACCOUNTS
        case PolicyKind.RESOURCE_CONTROL:
            return (
                caller is not CallerKind.SERVICE_LINKED_ROLE
                and action.partition(":")[0] in _WITH_RESOURCE_CONTROL
                and action != "kms:retiregrant"
            )
        case PolicyKind.IDENTITY | PolicyKind.SESSION | PolicyKind.BOUNDARY:
            return caller in {CallerKind.ROLE, CallerKind.USER, CallerKind.SERVICE_LINKED_ROLE}
        case _:
            return True


def needs_resource_policy(request: Request) -> bool:
    """Whether AWS refuses a request that the resource's own policy does not allow, also within its account.

    So it is for keys and for roles that are assumed. An action on keys in general, or on an alias, has no key policy.
    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
    """
    service, _, name = request.action.lower().partition(":")
    kind = request.resource.split(":", 5)[-1].partition("/")[0]
    return (service == "kms" and kind == "key") or (
        service == "sts" and name.startswith("assumerole") and kind == "role"
    )
