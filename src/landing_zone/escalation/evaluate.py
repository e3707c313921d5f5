"""The known ways to more rights, asked of every principal of an assembly: one finding for each principal and rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from landing_zone.catalogue.escalation import Changed, Door, Escalation, Escalations, Gain
from landing_zone.cloudformation.intrinsics.lists import listed
from landing_zone.cloudformation.intrinsics.placeholders import Placeholders, account_of, region_of
from landing_zone.cloudformation.intrinsics.values import Truth, both, either
from landing_zone.cloudformation.model import Assembly, Resource
from landing_zone.deliveries.organisation import Guardrails
from landing_zone.deliveries.targets import ROLE, Found, Targets
from landing_zone.escalation.powers import Powers, role_of
from landing_zone.escalation.principals import Principal, find_principals
from landing_zone.findings.finding import Finding, Status, in_order
from landing_zone.findings.on_resource import on_resource, some_of


@dataclass(frozen=True, slots=True)
class _Step:
    """One way that is open to a principal: certainly, or only perhaps."""

    principal: Principal
    path: Escalation
    certain: bool
    where: str
    becomes: str = ""


def evaluate_escalations(assembly: Assembly, escalations: Escalations) -> list[Finding]:
    """Ask each way of each principal.

    A principal fails that can change rights, or that can come to act as one that can, by any number of steps. The
    principals that deploy a landing zone may do that, and are not asked; who can act as one of them fails.

    Args:
        assembly: the templates.
        escalations: the ways.
    """
    found: list[Finding] = []
    for unit in assembly.units:
        asked = _Asked(unit, escalations)
        files = {template.name: unit.file(template) for template in unit.templates}
        for principal in asked.principals:
            for way in Gain:
                steps = asked.open_to(principal, way)
                said = [(one.certain, f"it {one.path.does} ({one.where})") for one in steps]
                found.append(_finding(principal.resource, way, said, files))
        for type_, door in escalations.doors.items():
            for resource in asked.targets.of(type_):
                found.append(_finding(resource, Gain.ASSUMES_ROLE, list(asked.let_in(resource, door)), files))
    return in_order(found)


class _Asked:
    """The ways of one unit of templates."""

    def __init__(self, unit: Assembly, escalations: Escalations) -> None:
        self.targets = Targets(unit, Placeholders(unit))
        self._powers = Powers(self.targets, Guardrails(unit.zone, self.targets))
        self._unit = unit
        everybody = list(find_principals(self.targets))
        self._deploying = frozenset(one.caller.name for one in everybody if self._deploys(one))
        self.principals = [one for one in everybody if one.caller.name not in self._deploying]
        self._steps: dict[tuple[str, str], list[_Step]] = defaultdict(list)
        self._trusting: dict[tuple[str, str], list[Found]] = {}
        for principal in self.principals:
            for path in escalations.paths:
                if all(any(self._powers.mentions(principal, one) for one in choice) for choice in self._needed(path)):
                    self._steps[self._key(principal)] += self._walk(principal, path)
        self._powerful = self._spread()

    def open_to(self, principal: Principal, way: Gain) -> list[_Step]:
        """Return the ways that give a principal more."""
        steps = [one for one in self._steps[self._key(principal)] if one.path.way is way]
        return [one for one in steps if way is Gain.CHANGES_RIGHTS or one.becomes in self._powerful]

    def let_in(self, resource: Resource, door: Door) -> Iterator[tuple[bool, str]]:
        """Yield whether it is certain, and what is said, of each role that a resource gives to others."""
        given = self.targets.values.properties(resource).get(door.roles)
        for text in given.values() if isinstance(given, Mapping) else listed(given):
            role = self.targets.find(ROLE, text, resource) if isinstance(text, str) else None
            if role is not None and role.arn in self._powerful:
                yield True, f"it lets {door.lets} act as {role.arn}, which can change rights or become a role that can"
            elif role is None and self._unit.zone is not None:
                known = isinstance(text, str)
                yield (
                    known,
                    f"it lets {door.lets} act as {text if known else 'a role'}, which is in no template of the zone",
                )

    def _deploys(self, principal: Principal) -> bool:
        """Return whether a role is one of the two that deploy in their account and Region, by the configuration."""
        if self._unit.zone is None or principal.resource.type != ROLE:
            return False
        own = self._unit.zone["bootstrap"]
        account, region = account_of(principal.resource), region_of(principal.resource)
        place = {"${AWS::AccountId}": account, "${AWS::Region}": region, "${Qualifier}": own["qualifier"]}
        for name in (own["execution_role"], own["deploy_role"]):
            for placeholder, value in place.items():
                name = name.replace(placeholder, value)
            if principal.caller.name.endswith(f":role/{name}"):
                return True
        return False

    @staticmethod
    def _key(principal: Principal) -> tuple[str, str]:
        return principal.resource.stack, principal.resource.logical_id

    @staticmethod
    def _needed(path: Escalation) -> tuple[tuple[str, ...], ...]:
        return (*path.alternatives, ("iam:PassRole",)) if path.passes else path.alternatives

    def _spread(self) -> frozenset[str]:
        """Return the ARNs of the roles that change rights, those that deploy, and those that can become such a role."""
        powerful = set(self._deploying)
        for steps in self._steps.values():
            powerful |= {
                one.principal.caller.name for one in steps if one.path.changes and one.principal.resource.type == ROLE
            }
        while True:
            more = {
                one.principal.caller.name
                for steps in self._steps.values()
                for one in steps
                if one.principal.resource.type == ROLE and one.becomes in powerful
            }
            if more <= powerful:
                return frozenset(powerful)
            powerful |= more

    def _walk(self, principal: Principal, path: Escalation) -> Iterator[_Step]:
        match path.way:
            case Gain.CHANGES_RIGHTS:
                yield from self._changes(principal, path)
            case Gain.PASSES_ROLE:
                yield from self._passes(principal, path)
            case Gain.TAKES_OVER_CODE:
                yield from self._takes_over(principal, path)
            case Gain.ASSUMES_ROLE:
                yield from self._assumes(principal, path)

    def _changes(self, principal: Principal, path: Escalation) -> Iterator[_Step]:
        answer = _all(
            [_any(self._on(principal, action, path.changes) for action in choice) for choice in path.alternatives]
        )
        yield from self._step(principal, path, answer, f"of kind {path.changes}")

    def _on(self, principal: Principal, action: str, changed: Changed | None) -> Truth:
        if changed is Changed.ANYTHING or changed is None:
            return self._somewhere(principal, action)
        if changed is Changed.STACK:
            return _any(self._powers.may(principal, action, one) for one in self._stacks(principal))
        named = self._powers.named(principal, action, changed.value)
        answer = _any(self._powers.may(principal, action, one) for one in named)
        if answer or changed is not Changed.ROLE:
            return answer
        return either(answer, _any(
            self._powers.may(principal, action, role.arn, target=role)
            for role in map(self.targets.describe, self.targets.of(ROLE))
            if role.account == principal.caller.account
        ))  # fmt: skip

    def _stacks(self, principal: Principal) -> Iterator[str]:
        """Yield the ARNs of the zone's stacks in a principal's account; CloudFormation keeps their role."""
        for template in self._unit.templates if self._unit.zone is not None else ():
            if template.account == principal.caller.account:
                yield f"arn:aws:cloudformation:{template.region}:{template.account}:stack/{template.name}/x"

    def _somewhere(self, principal: Principal, action: str) -> Truth:
        """Return whether an action is allowed on any resource that a statement names."""
        return _any(self._powers.may(principal, action, one) for one in self._powers.named(principal, action))

    def _passes(self, principal: Principal, path: Escalation) -> Iterator[_Step]:
        does = _all([_any(self._somewhere(principal, action) for action in choice) for choice in path.alternatives])
        if does is False:
            return
        context = {"iam:PassedToService": path.passes}
        for role in self._trusts(path.passes, principal.caller.account or ""):
            if role.arn == principal.caller.name:
                continue
            passes = self._powers.may(principal, "iam:PassRole", role.arn, target=role, context=context)
            yield from self._step(principal, path, _all([does, passes]), role.arn, role.arn)

    def _trusts(self, service: str, account: str) -> list[Found]:
        """Return the roles of an account that a service can be given."""
        key = (service, account)
        if key not in self._trusting:
            self._trusting[key] = [
                role
                for role in map(self.targets.describe, self.targets.of(ROLE))
                if role.account == account and self._admits(role, service)
            ]
        return self._trusting[key]

    def _admits(self, role: Found, service: str) -> bool:
        """Whether a role's trust names a service, whatever its conditions: what calls can be made to meet them."""
        return any(service in str(policy.most.document) for policy in self.targets.policies_on(role))

    def _takes_over(self, principal: Principal, path: Escalation) -> Iterator[_Step]:
        for resource in self.targets.of(path.of):
            found = self.targets.describe(resource)
            role = role_of(self.targets, resource, path.role)
            if role is not None and found.account == principal.caller.account and role.arn != principal.caller.name:
                answer = _all([
                    _any(self._powers.may(principal, action, found.arn, target=found) for action in choice)
                    for choice in path.alternatives
                ])  # fmt: skip
                yield from self._step(principal, path, answer, f"{resource.logical_id} as {role.arn}", role.arn)

    def _assumes(self, principal: Principal, path: Escalation) -> Iterator[_Step]:
        for role in map(self.targets.describe, self.targets.of(ROLE)):
            if role.arn != principal.caller.name:
                answer = self._powers.may(principal, "sts:AssumeRole", role.arn, target=role)
                yield from self._step(principal, path, answer, role.arn, role.arn)

    @staticmethod
    def _step(principal: Principal, path: Escalation, answer: Truth, where: str, becomes: str = "") -> Iterator[_Step]:
        if answer is not False:
            yield _Step(principal, path, answer is True, where, becomes)


def _any(answers: Iterable[Truth]) -> Truth:
    answer: Truth = False
    for one in answers:
        if one:
            return True
        answer = either(answer, one)
    return answer


def _all(answers: Iterable[Truth]) -> Truth:
    answer: Truth = True
    for one in answers:
        answer = both(answer, one)
    return answer


def _finding(resource: Resource, way: Gain, open_: Sequence[tuple[bool, str]], files: Mapping[str, str]) -> Finding:
    certain = [text for sure, text in open_ if sure]
    status = Status.FAIL if certain else Status.UNDETERMINED if open_ else Status.PASS
    perhaps = "" if certain or not open_ else "it depends on what the templates leave open whether "
    return on_resource(resource, way.rule, status, perhaps + some_of(certain or (text for _, text in open_)), files)
