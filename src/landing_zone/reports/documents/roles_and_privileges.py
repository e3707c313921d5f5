"""Roles, whom they trust, what they may do, and what binds them (PCI DSS 7.2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from landing_zone.config.bootstrap import BOOTSTRAP_STAGE
from landing_zone.inventory.facts import AT_DEPLOYMENT
from landing_zone.inventory.model import RoleFact
from landing_zone.reports.documents.document import Document, Section, Table, Text
from landing_zone.reports.documents.fold import fold
from landing_zone.reports.documents.source import Source
from landing_zone.reports.documents.words import gdpr, joined, lines, pci, plural

_BY_AWS = ":aws:policy/"
"""Part of the ARN of every policy that AWS writes, and may change."""
_BOUND = {
    "SERVICE_CONTROL_POLICY": "limits what identities may do; identities of the management account are not bound",
    "RESOURCE_CONTROL_POLICY": "limits what may be done to resources; those of the management account are not bound",
}
"""Source: AWS Organizations User Guide, "Service control policies" and "Resource control policies"."""
_BOOTSTRAPS = (
    "Who bootstraps an account is its administrator then: by OrganizationAccountAccessRole, which AWS Organizations "
    "makes with AdministratorAccess in each account that it creates, or by a role of IAM Identity Center. Review who "
    "may take these with the others."
)
_KINDS = {
    "SERVICE_CONTROL_POLICY": "service control policy",
    "RESOURCE_CONTROL_POLICY": "resource control policy",
    "DECLARATIVE_POLICY_EC2": "declarative policy for EC2",
    "AISERVICES_OPT_OUT_POLICY": "AI services opt-out policy",
    "S3_POLICY": "S3 policy",
}


def roles_and_privileges(source: Source) -> Document:
    """List accounts, roles and guardrails."""
    roles = source.inventory.roles
    others = [role for role in roles if not _is_of_the_bootstrap(source, role)]
    people = [role for role in others if any(not trust.startswith("Service:") for trust in role.trusted)]
    return Document(
        id="roles-and-privileges",
        title="Accounts, roles and privileges",
        summary=(
            f"{plural(len(roles), 'role')} with whom each trusts and what it may do, and "
            f"{plural(len(source.inventory.guardrails), 'guardrail')} that bind them. Made of the templates."
        ),
        answers=pci("7.2.1", "7.2.2", "7.2.4", "7.2.5", "7.2.5.1", "8.2.7", "A3.4.1") + gdpr("32(4)"),
        sections=(
            Section(
                "Roles",
                (
                    Text(
                        "The templates make no role that a person may take: each trusts only an AWS service."
                        if not people
                        else f"{plural(len(people), 'role')} can be taken by others than AWS services."
                    ),
                    _roles(source),
                ),
            ),
            Section(
                "Roles that deploy",
                (
                    Text(
                        "The most powerful roles of every account. `lz bootstrap` makes them, by templates that are "
                        "judged as all others are. CloudFormation takes the execution role, with what the types in the "
                        "stacks need; the accounts that may deploy take the others."
                    ),
                    _deploying(source),
                ),
            ),
            Section("Wide rights", (_wide(source),)),
            Section("Guardrails", (_guardrails(source),)),
            Section("Accounts and their owners", (_accounts(source),)),
        ),
        left_to_people=(
            "How people sign in, and who belongs to which group, is kept in the organisation's identity provider.",
            _BOOTSTRAPS,
            "Roles that workloads bring are not in these templates; the guardrails apply to them too.",
            "Review all accounts and rights at least every six months (PCI DSS 7.2.4).",
        ),
    )


def _is_of_the_bootstrap(source: Source, role: RoleFact) -> bool:
    return source.assessment.resources[role.resource].stack.startswith(f"{BOOTSTRAP_STAGE}-")


def _deploying(source: Source) -> Table:
    found = [role for role in source.inventory.roles if _is_of_the_bootstrap(source, role)]
    folded = fold(
        (
            (
                f"{_in_each(role.name, role)}\n{role.purpose}",
                lines(role.trusted),
                lines(_by_service(role.actions)),
                _in_each(role.boundary, role) or "none",
            ),
            role.environment,
        )
        for role in found
    )
    return Table(
        f"{plural(len(found), 'role')} in {plural(len(folded), 'row')}",
        ("Role, and its purpose", "Who may take it", "Allowed actions by service", "Boundary", "Number", "Where"),
        tuple((*f.key, str(f.number), source.places(f.environments)) for f in folded),
        "The assembly has no bootstrap: synthesize again.",
    )


def _in_each(name: str, role: RoleFact) -> str:
    """Return a name without account and Region, which the last column has."""
    account, _, region = role.environment.partition("/")
    return name.replace(f":{account}:", ":*:").replace(f"{account}-{region}", "*")


def _by_service(actions: Iterable[str]) -> list[str]:
    numbers = Counter(action.partition(":")[0] for action in actions)
    return [f"{service} ({number})" for service, number in sorted(numbers.items())]


def _roles(source: Source) -> Table:
    others = [role for role in source.inventory.roles if not _is_of_the_bootstrap(source, role)]
    folded = fold(
        (
            (
                f"{role.name}\n{role.purpose or 'not described'}",
                lines(role.trusted),
                lines(role.actions, _no_actions(source, role)),
                lines((source.name(role.resource, policy) for policy in role.managed)),
                role.boundary or "none",
            ),
            role.environment,
        )
        for role in others
    )
    return Table(
        f"{plural(len(others), 'role')} in {plural(len(folded), 'row')}",
        ("Role, and its purpose", "Trusts", "Allowed actions", "Managed policies", "Boundary", "Number", "Where"),
        tuple((*f.key, str(f.number), source.places(f.environments)) for f in folded),
        "The templates make no role.",
    )


def _no_actions(source: Source, role: RoleFact) -> str:
    if source.assessment.resources[role.resource].type == "AWS::IAM::ServiceLinkedRole":
        return "what AWS defines for the service"
    return "what its managed policies allow" if role.managed else "nothing"


def _wide(source: Source) -> Table:
    folded = fold(
        ((role.name, lines(wide)), role.environment) for role in source.inventory.roles if (wide := _wide_rights(role))
    )
    return Table(
        "Rights with a wildcard, as all but some, known only at deployment, or by a policy that AWS writes",
        ("Role", "Actions", "Where"),
        tuple((*f.key, source.places(f.environments)) for f in folded),
        "None: each role names every action that it may take, and none has a policy that AWS writes.",
    )


def _wide_rights(role: RoleFact) -> list[str]:
    actions = [a for a in role.actions if "*" in a or a.startswith("all but") or a == AT_DEPLOYMENT]
    return actions + [policy for policy in role.managed if _BY_AWS in policy or policy == AT_DEPLOYMENT]


def _guardrails(source: Source) -> Table:
    root = source.zone.organisation.root
    names = {unit.id: f"the unit {unit.name} ({unit.id})" for unit in source.zone.organisational_units if unit.id}
    names |= {root: "the root of the organisation"} if root else {}
    return Table(
        f"{plural(len(source.inventory.guardrails), 'policy')} of AWS Organizations",
        ("Guardrail", "Kind", "Purpose", "Statements", "Attached to", "Whom it binds"),
        tuple(
            (
                g.name,
                _KINDS.get(g.kind, g.kind),
                g.purpose or "not described",
                lines(g.statements, "sets defaults; it has no statements"),
                lines(names.get(t, t) for t in g.targets) or "nothing",
                ("every account" if root in g.targets else "accounts below what it is attached to")
                + (f": {_BOUND[g.kind]}" if g.kind in _BOUND else ""),
            )
            for g in source.inventory.guardrails
        ),
        "The templates attach no policy to the organisation.",
    )


def _accounts(source: Source) -> Table:
    numbers = dict.fromkeys(source.accounts, 0)
    for role in source.inventory.roles:
        account = role.environment.partition("/")[0]
        if account in numbers:
            numbers[account] += 1
    return Table(
        f"{plural(len(source.zone.accounts), 'account')}",
        ("Account", "Unit", "Scope", "Owner", "Data classes", "Roles that the templates make"),
        tuple(
            (a.name, a.unit or "none", a.scope.value, a.owner, joined(a.data_classes), str(numbers[a.id]))
            for a in sorted(source.zone.accounts, key=lambda a: a.name)
        ),
        "",
    )
