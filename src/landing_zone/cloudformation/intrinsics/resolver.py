"""Resolves intrinsic functions, as far as the templates of one assembly give their values.

Sources: CloudFormation template reference, "Intrinsic function reference", "Condition functions", "Pseudo parameters".
What decides (see ``docs/assertions.md``): what the template, its parent or the assembly's manifest gives. What a
deployment may choose is open; where it is one of a few values, :meth:`Resolver.within` resolves with each of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from landing_zone.cloudformation.intrinsics.attributes import OPAQUE, given_as_property
from landing_zone.cloudformation.intrinsics.combinations import Combinations
from landing_zone.cloudformation.intrinsics.conditions import Known, evaluate_condition
from landing_zone.cloudformation.intrinsics.exports import Exports
from landing_zone.cloudformation.intrinsics.mappings import keys_looked_up, look_up
from landing_zone.cloudformation.intrinsics.parameters import STORED, parameter, stored_name, typed
from landing_zone.cloudformation.intrinsics.pseudo_parameters import pseudo_parameter
from landing_zone.cloudformation.intrinsics.reasons import (
    OPEN,
    OTHER,
    Choice,
    Key,
    NotDeployable,
    World,
    choices,
    chosen_condition,
    unknown,
)
from landing_zone.cloudformation.intrinsics.stored_parameters import StoredParameters, filled
from landing_zone.cloudformation.intrinsics.text_functions import FUNCTIONS
from landing_zone.cloudformation.intrinsics.values import (
    NO_VALUE,
    Maybe,
    Reference,
    Truth,
    Unknown,
    both,
    equal,
    reasons_in,
    targets_in,
    text_of,
    truth,
)
from landing_zone.cloudformation.model import Assembly, Resource, Template
from landing_zone.cloudformation.parsing.macros import rewriting_macro
from landing_zone.cloudformation.parsing.stack_sets import STACK_SET, parameters_given, parameters_overridden

_SUB = re.compile(r"\$\{([^}]*)\}")
_ALWAYS: Known = (True, frozenset())


@dataclass(slots=True)
class _Shared:
    """What the resolvers of all worlds of one assembly have in common."""

    assembly: Assembly
    root: Resolver
    templates: Mapping[str, Template]
    stored: StoredParameters
    exports: Exports
    keys: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    choices: dict[tuple[str, str], frozenset[Key]] = field(default_factory=dict)
    combinations: Combinations = field(default_factory=Combinations)


class Resolver:
    """Resolves values in the context of their template; keeps what it has resolved.

    Args:
        assembly: the templates that may refer to each other; loose ones do not.
    """

    def __init__(self, assembly: Assembly, _world: World | None = None, _shared: _Shared | None = None) -> None:
        self._world: World = _world or {}
        self._properties: dict[tuple[str, str], Any] = {}
        self._conditions: dict[tuple[str, str], Known] = {}
        self._open: set[tuple[str, ...]] = set()
        self._shared = _shared or _Shared(
            assembly,
            self,
            {template.name: template for template in assembly.templates},
            StoredParameters(assembly.templates, self.properties, lambda one: self.exists(one)[0]),
            Exports(assembly, self.resolve, self._left_out),
        )

    def within(self, world: World) -> Resolver:
        """Return the resolver of the same assembly for one way in which it may be deployed."""
        return Resolver(self._shared.assembly, world, self._shared) if world else self._shared.root

    def possible(self, world: World) -> bool:
        """Return whether the chosen conditions can be so at once, and the ``Rules`` of the templates allow it."""
        values = {key: value for key, value in world.items() if key[1] != "condition"}
        resolve, combinations = self.within(values).resolve, self._shared.combinations
        for name in sorted({key[0] for key in world}):
            template = self._shared.templates[name]
            fixed = {key[2]: value for key, value in world.items() if key[:2] == (name, "condition")}
            if not combinations.possible(template, fixed, partial(resolve, template), repr(values)):
                return False
        return True

    def truth_of(self, template: str, condition: str) -> Truth:
        """Return the truth of a condition by the names of its template and its own."""
        return self.condition(self._shared.templates[template], condition)[0]

    def same(self, resource: Resource) -> bool:
        """Return whether a resource, its being there included, depends on nothing that this world chooses."""
        known, root = self._shared.choices, self._shared.root
        key = (resource.stack, resource.logical_id)
        if key not in known:
            reasons = reasons_in(root.properties(resource)) | root.exists(resource)[1]
            known[key] = frozenset(choice.key for choice in choices(reasons))
        return known[key].isdisjoint(self._world)

    @property
    def stored_read(self) -> frozenset[str]:
        """What was read from Systems Manager and is taken for granted, since a template here writes it."""
        return frozenset(self._shared.stored.read)

    def properties(self, resource: Resource) -> Any:
        """Return a resource's resolved properties: a mapping, or one :class:`Unknown` where a macro rewrites them."""
        key = (resource.stack, resource.logical_id)
        if key not in self._properties:
            if self._world and self.same(resource):
                return self._shared.root.properties(resource)
            template = self._shared.templates[resource.stack]
            macro = rewriting_macro(template)
            self._properties[key] = (
                unknown(f"the macro {macro}, which may rewrite the template")
                if macro
                else self.resolve(template, resource.properties)
            )
        return self._properties[key]

    def exists(self, resource: Resource) -> Known:
        """Return whether a resource is deployed: by its ``Condition``, and that of the nested stack it is in."""
        name = resource.body.get("Condition")
        if name is None and "/" not in resource.stack:
            return _ALWAYS
        template = self._shared.templates[resource.stack]
        own = _ALWAYS if name is None else self.condition(template, name)
        parent = self._parent(template)
        if parent is None or own[0] is False:
            return own
        above = self.exists(parent[1])
        known = both(own[0], above[0])
        return known, own[1] | above[1] if known is None else frozenset()

    def condition(self, template: Template, name: Any) -> Known:
        """Return the truth of a condition of a template."""
        written = template.body.get("Conditions")
        if not isinstance(written, Mapping) or not isinstance(name, str) or name not in written:
            return None, frozenset((f"the undeclared condition {name}",))
        chosen = self._world.get((template.name, "condition", name))
        if chosen is not None:
            return chosen, frozenset()
        key = (template.name, name)
        if key not in self._conditions:
            known, reasons = self._guarded(
                ("condition", *key),
                lambda: evaluate_condition(
                    written[name], partial(self.condition, template), partial(self.resolve, template)
                ),
                (None, frozenset((f"the condition {name}, which refers to itself",))),
            )
            self._conditions[key] = known, chosen_condition(key, reasons) if known is None else reasons
        return self._conditions[key]

    def resolve(self, template: Template, value: Any) -> Any:
        """Resolve a value as written; lists and mappings lose what ``AWS::NoValue`` takes away."""
        if isinstance(value, str):
            return filled(value, partial(self._shared.stored.value, template)) if "{{resolve:" in value else value
        if isinstance(value, list):
            return self._list(template, value)
        if isinstance(value, Mapping):
            return self._mapping(template, value)
        return value

    def _list(self, template: Template, value: list[Any]) -> list[Any]:
        resolved = []
        for item in value:
            element = self.resolve(template, item)
            if element is NO_VALUE:
                continue
            absent = isinstance(element, Unknown) and element.may_be_absent
            resolved.append(Maybe(element, element.reasons) if absent else element)
        return resolved

    def _mapping(self, template: Template, value: Mapping[str, Any]) -> Any:
        if len(value) == 1:
            key, argument = next(iter(value.items()))
            if (method := _METHODS.get(key)) is not None:
                return method(self, template, argument)
            if (function := FUNCTIONS.get(key)) is not None:
                return function(argument, partial(self.resolve, template))
            if isinstance(key, str) and key.startswith(("Fn::", "Rain::")):
                return unknown(f"the function {key}", None, absent=True)
        elif any(key.startswith(("Fn::Transform", "Fn::ForEach::", "Rain::")) for key in value):
            name = next(k for k in value if k.startswith(("Fn::Transform", "Fn::ForEach::", "Rain::")))
            return unknown(f"the function {name}", None, absent=True)
        resolved = {key: self.resolve(template, item) for key, item in value.items()}
        return {key: item for key, item in resolved.items() if item is not NO_VALUE}

    # -- references ---------------------------------------------------------------------------------------------------

    def _ref(self, template: Template, name: Any) -> Any:
        if not isinstance(name, str):
            return unknown("a Ref of something that is not a name")
        chosen = self._world.get((template.name, "ref", name), OPEN)
        if chosen is not OPEN and chosen is not OTHER:
            return chosen
        if name.startswith("AWS::"):
            return pseudo_parameter(
                template, name, named=self._shared.assembly.zone is not None or "/" not in template.name
            )
        parameters = template.body.get("Parameters")
        if isinstance(parameters, Mapping) and isinstance(parameters.get(name), Mapping):
            return self._parameter(template, name, parameters[name])
        if name in _resources(template):
            return self.of_resource(Reference((template.name, name), "", {"Ref": name}))
        return unknown(f"'{name}', which the template does not declare")

    def _parameter(self, template: Template, name: str, written: Mapping[str, Any]) -> Any:
        kind = str(written.get("Type", "String"))
        parent = self._parent(template)
        if STORED in kind:
            stored = "" if parent else stored_name(template, name, written)
            value = self._shared.stored.value(template, stored)
            reason = f"the parameter {name}, read from Systems Manager at deployment"
            return unknown(reason) if value is None else typed(kind, value)
        if parent is not None:
            holder, resource = parent
            if name in parameters_overridden(resource):
                return unknown(f"the parameter {name}, which differs by account or Region")
            given = parameters_given(resource)
            if name in given:
                return self._guarded(
                    ("parameter", template.name, name),
                    lambda: self.resolve(holder, given[name]),
                    unknown(f"the parameter {name}, which refers to itself"),
                )
        chosen = (template.name, "ref", name) in self._world
        return parameter(template, name, written, nested=parent is not None, chosen=chosen)

    def _parent(self, template: Template) -> tuple[Template, Resource] | None:
        """The template and the resource that deploy a nested one or a StackSet's: its name is ``<stack>/<id>``."""
        above, _, logical_id = template.name.rpartition("/")
        holder = self._shared.templates.get(above)
        resource = holder.resources.get(logical_id) if holder else None
        deploys = resource is not None and resource.type in ("AWS::CloudFormation::Stack", STACK_SET)
        return (holder, resource) if holder and resource and deploys else None

    def _get_att(self, template: Template, argument: Any) -> Any:
        if isinstance(argument, str):
            argument = argument.split(".", 1)
        if not isinstance(argument, list) or len(argument) != 2 or not isinstance(argument[0], str):
            return unknown("a Fn::GetAtt that cannot be read")
        name, attribute = argument[0], self.resolve(template, argument[1])
        if name not in _resources(template):
            return unknown(f"'{name}', which the template does not declare")
        if not isinstance(attribute, str):
            return Unknown(reasons_in(attribute), None, False, frozenset({(template.name, name)}))
        nested = self._shared.templates.get(f"{template.name}/{name}")
        if nested is not None and attribute.startswith("Outputs."):
            return self._output(nested, attribute.removeprefix("Outputs."))
        body = _resources(template)[name]
        written = given_as_property(body, attribute)
        if written is not None:
            value = self._guarded(("attribute", template.name, name), lambda: self.resolve(template, written), None)
            if isinstance(value, str | int | float) or (
                isinstance(value, Unknown) and any(not choice.default for choice in choices(value.reasons))
            ):
                return value
        opaque = str(body.get("Type")).startswith(OPAQUE)
        return self.of_resource(Reference((template.name, name), attribute, {"Fn::GetAtt": [name, attribute]}, opaque))

    def of_resource(self, reference: Reference) -> Any:
        """Return the value of a reference to a resource: itself, where nothing more is known of it."""
        return reference

    def _output(self, template: Template, name: str) -> Any:
        outputs = template.body.get("Outputs")
        written = outputs.get(name) if isinstance(outputs, Mapping) else None
        if not isinstance(written, Mapping) or "Value" not in written or self._left_out(template, written):
            return unknown(f"the output {name} of {template.name}, which is not declared")
        return self._guarded(
            ("output", template.name, name),
            lambda: self.resolve(template, written["Value"]),
            unknown(f"the output {name} of {template.name}, which refers to itself"),
        )

    def _import_value(self, template: Template, argument: Any) -> Any:
        name = self.resolve(template, argument)
        if not isinstance(name, str):
            return unknown("an imported value whose name is not known", None, name)
        found = self._shared.exports.seen_by(template, name)
        if found is None:
            return unknown(f"the export {name}, which no template here declares, or several do")
        return self._guarded(
            ("import", found[0].name, name),
            lambda: self.resolve(*found),
            unknown(f"the export {name}, which refers to itself"),
        )

    def _left_out(self, template: Template, output: Mapping[str, Any]) -> bool:
        return "Condition" in output and self.condition(template, output["Condition"])[0] is False

    # -- texts and lists ----------------------------------------------------------------------------------------------

    def _sub(self, template: Template, argument: Any) -> Any:
        text, variables = argument, {}
        if isinstance(argument, list) and len(argument) == 2 and isinstance(argument[1], Mapping):
            text, variables = argument
        if not isinstance(text, str):
            return unknown("a Fn::Sub that cannot be read")
        parts: list[Any] = []
        for index, piece in enumerate(_SUB.split(text)):
            if index % 2 == 0:
                parts.append(self.resolve(template, piece))
            elif piece.startswith("!"):
                parts.append(f"${{{piece[1:]}}}")
            elif piece.strip() in variables:
                parts.append(self.resolve(template, variables[piece.strip()]))
            elif "." in piece:
                parts.append(self._get_att(template, piece.strip()))
            else:
                parts.append(self._ref(template, piece.strip()))
        return text_of(parts)

    def _find_in_map(self, template: Template, argument: Any) -> Any:
        if not isinstance(argument, list) or len(argument) not in (3, 4):
            return unknown("a Fn::FindInMap that cannot be read")
        keys = [self.resolve(template, key) for key in argument[:3]]
        name = argument[1].get("Ref") if isinstance(argument[1], Mapping) else None
        here = (template.name, "ref", str(name))
        if not all(isinstance(key, str | int) for key in keys) and self._world.get(here) is not OTHER:
            decided = here in self._world or any(not choice.default for choice in choices(reasons_in(keys)))
            if not isinstance(name, str) or not isinstance(keys[1], Unknown) or decided:
                return unknown("a key of Fn::FindInMap", None, keys)
            known = self._shared.keys
            if template.name not in known:
                known[template.name] = keys_looked_up(template.body)
            # A Region that is not known is one of those of the mapping, where it is looked up.
            values = (*known[template.name].get(name, ()), OTHER)
            return unknown(Choice(f"a key of Fn::FindInMap, {name}", here, values), None, keys)
        found = look_up(template.body, keys)
        if found is None and len(argument) == 4 and isinstance(argument[3], Mapping):
            return self.resolve(template, argument[3].get("DefaultValue"))
        if found is None:
            said = ".".join(str(key) if isinstance(key, str | int) else "?" for key in keys)
            return unknown(NotDeployable(f"the mapping {said}, not declared", template.name))
        return found

    # -- conditions ---------------------------------------------------------------------------------------------------

    def _if(self, template: Template, argument: Any) -> Any:
        if not isinstance(argument, list) or len(argument) != 3:
            return unknown("a Fn::If that cannot be read", None, absent=True)
        chosen, reasons = self.condition(template, argument[0])
        if chosen is not None:
            return self.resolve(template, argument[1] if chosen else argument[2])
        left, right = self.resolve(template, argument[1]), self.resolve(template, argument[2])
        if left is right or (NO_VALUE not in (left, right) and equal(left, right) is True):
            return left
        truths = {truth(left), truth(right)}
        absent = any(v is NO_VALUE or (isinstance(v, Unknown) and v.may_be_absent) for v in (left, right))
        return Unknown(
            reasons | reasons_in(left) | reasons_in(right),
            truths.pop() if len(truths) == 1 else None,
            absent,
            targets_in(left) & targets_in(right),
        )

    def _guarded(self, key: tuple[str, ...], work: Callable[[], Any], circular: Any) -> Any:
        if key in self._open:
            return circular
        self._open.add(key)
        try:
            return work()
        finally:
            self._open.discard(key)


def _resources(template: Template) -> Mapping[str, Any]:
    written = template.body.get("Resources")
    return written if isinstance(written, Mapping) else {}


_METHODS: dict[str, Callable[[Resolver, Template, Any], Any]] = {
    "Ref": Resolver._ref,
    "Fn::GetAtt": Resolver._get_att,
    "Fn::Sub": Resolver._sub,
    "Fn::If": Resolver._if,
    "Fn::FindInMap": Resolver._find_in_map,
    "Fn::ImportValue": Resolver._import_value,
}
