"""Resolves intrinsic functions, as far as the templates of one assembly give their values.

Sources: CloudFormation template reference, "Intrinsic function reference", "Condition functions", "Pseudo parameters".
What decides (see ``docs/assertions.md``): a parameter's default is its value only in an assembly of ours, and in a
nested stack, where the parent alone sets it; elsewhere a deployment may override it, so it is unknown.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping
from functools import partial
from operator import attrgetter
from typing import Any

from landing_zone.cloudformation.intrinsics.conditions import Known, evaluate_condition
from landing_zone.cloudformation.intrinsics.pseudo_parameters import pseudo_parameter
from landing_zone.cloudformation.intrinsics.values import (
    NO_VALUE,
    Maybe,
    Reference,
    Target,
    Text,
    Truth,
    Unknown,
    equal,
    number,
    reasons_in,
    targets_in,
    text_of,
    truth,
)
from landing_zone.cloudformation.model import Assembly, Resource, Template
from landing_zone.cloudformation.parsing.macros import rewriting_macro
from landing_zone.cloudformation.parsing.stack_sets import STACK_SET, parameters_given, parameters_overridden

_SUB = re.compile(r"\$\{([^}]*)\}")
_DYNAMIC = re.compile(r"\{\{resolve:[^}]*\}\}")
OPAQUE = (
    "Custom::",
    "AWS::CloudFormation::CustomResource",
    "AWS::CloudFormation::Stack",
    "AWS::CloudFormation::WaitCondition",
    "AWS::SSM::Parameter",
)
"""Types whose attributes are whatever their provider, template or author returns."""


class Resolver:
    """Resolves values in the context of their template; keeps what it has resolved.

    Args:
        assembly: the templates that may refer to each other; loose ones do not.
    """

    def __init__(self, assembly: Assembly) -> None:
        self._ours = assembly.zone is not None
        self._place = attrgetter("name" if assembly.loose else "environment")  # where the names of exports are unique
        self._templates = {template.name: template for template in assembly.templates}
        self._properties: dict[tuple[str, str], Any] = {}
        self._conditions: dict[tuple[str, str], Known] = {}
        self._exports: dict[tuple[str, str], tuple[Template, Any] | None] | None = None
        self._open: set[tuple[str, ...]] = set()
        self._functions: dict[str, Callable[[Template, Any], Any]] = {
            "Ref": self._ref,
            "Fn::GetAtt": self._get_att,
            "Fn::Sub": self._sub,
            "Fn::Join": self._join,
            "Fn::Select": self._select,
            "Fn::Split": self._split,
            "Fn::If": self._if,
            "Fn::FindInMap": self._find_in_map,
            "Fn::ImportValue": self._import_value,
            "Fn::Base64": self._base64,
            "Fn::GetAZs": lambda t, v: _unknown("the Availability Zones (Fn::GetAZs)", True, self.resolve(t, v)),
            "Fn::Cidr": lambda t, v: _unknown("the address blocks (Fn::Cidr)", True, self.resolve(t, v)),
            "Fn::Length": self._length,
            "Fn::ToJsonString": self._to_json,
        }

    def properties(self, resource: Resource) -> Any:
        """Return a resource's resolved properties: a mapping, or one :class:`Unknown` where a macro rewrites them."""
        key = (resource.stack, resource.logical_id)
        if key not in self._properties:
            template = self._templates[resource.stack]
            macro = rewriting_macro(template)
            self._properties[key] = (
                _unknown(f"the macro {macro}, which may rewrite the template")
                if macro
                else self.resolve(template, resource.properties)
            )
        return self._properties[key]

    def exists(self, resource: Resource) -> Known:
        """Return whether a resource's ``Condition`` lets it be deployed."""
        name = resource.body.get("Condition")
        return (True, frozenset()) if name is None else self.condition(self._templates[resource.stack], name)

    def condition(self, template: Template, name: Any) -> Known:
        """Return the truth of a condition of a template."""
        written = template.body.get("Conditions")
        if not isinstance(written, Mapping) or not isinstance(name, str) or name not in written:
            return None, frozenset((f"the undeclared condition {name}",))
        key = (template.name, name)
        if key not in self._conditions:
            self._conditions[key] = self._guarded(
                ("condition", *key),
                lambda: evaluate_condition(
                    written[name], partial(self.condition, template), partial(self.resolve, template)
                ),
                (None, frozenset((f"the condition {name}, which refers to itself",))),
            )
        return self._conditions[key]

    def resolve(self, template: Template, value: Any) -> Any:
        """Resolve a value as written; lists and mappings lose what ``AWS::NoValue`` takes away."""
        if isinstance(value, str):
            return _dynamic(value) if "{{resolve:" in value else value
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
            function = self._functions.get(key)
            if function is not None:
                return function(template, argument)
            if isinstance(key, str) and key.startswith(("Fn::", "Rain::")):
                return _unknown(f"the function {key}", None, absent=True)
        elif any(key.startswith(("Fn::Transform", "Fn::ForEach::", "Rain::")) for key in value):
            name = next(k for k in value if k.startswith(("Fn::Transform", "Fn::ForEach::", "Rain::")))
            return _unknown(f"the function {name}", None, absent=True)
        resolved = {key: self.resolve(template, item) for key, item in value.items()}
        return {key: item for key, item in resolved.items() if item is not NO_VALUE}

    # -- references ---------------------------------------------------------------------------------------------------

    def _ref(self, template: Template, name: Any) -> Any:
        if not isinstance(name, str):
            return _unknown("a Ref of something that is not a name")
        if name.startswith("AWS::"):
            return pseudo_parameter(template, name, named=self._ours or "/" not in template.name)
        parameters = template.body.get("Parameters")
        if isinstance(parameters, Mapping) and isinstance(parameters.get(name), Mapping):
            return self._parameter(template, name, parameters[name])
        if name in _resources(template):
            return Reference((template.name, name), "", {"Ref": name})
        return _unknown(f"'{name}', which the template does not declare")

    def _parameter(self, template: Template, name: str, written: Mapping[str, Any]) -> Any:
        kind = str(written.get("Type", "String"))
        reason = f"the parameter {name}"
        if "AWS::SSM::Parameter::Value" in kind:
            return _unknown(f"{reason}, read from Systems Manager at deployment")
        parent = self._parent(template)
        if parent is not None:
            holder, resource = parent
            if name in parameters_overridden(resource):
                return _unknown(f"{reason}, which differs by account or Region")
            given = parameters_given(resource)
            if name in given:
                return self._guarded(
                    ("parameter", template.name, name),
                    lambda: self.resolve(holder, given[name]),
                    _unknown(f"{reason}, which refers to itself"),
                )
        allowed = written.get("AllowedValues")
        if isinstance(allowed, list) and len(allowed) == 1:
            return _typed(kind, allowed[0])
        if "Default" not in written:
            return _unknown(f"{reason}, which has no default")
        if self._ours or parent is not None:
            return _typed(kind, written["Default"])
        return _unknown(f"{reason}, whose default {json.dumps(written['Default'], default=str)} can be overridden")

    def _parent(self, template: Template) -> tuple[Template, Resource] | None:
        """The template and the resource that deploy a nested one or a StackSet's: its name is ``<stack>/<id>``."""
        above, _, logical_id = template.name.rpartition("/")
        holder = self._templates.get(above)
        resource = holder.resources.get(logical_id) if holder else None
        deploys = resource is not None and resource.type in ("AWS::CloudFormation::Stack", STACK_SET)
        return (holder, resource) if holder and resource and deploys else None

    def _get_att(self, template: Template, argument: Any) -> Any:
        if isinstance(argument, str):
            argument = argument.split(".", 1)
        if not isinstance(argument, list) or len(argument) != 2 or not isinstance(argument[0], str):
            return _unknown("a Fn::GetAtt that cannot be read")
        name, attribute = argument[0], self.resolve(template, argument[1])
        if name not in _resources(template):
            return _unknown(f"'{name}', which the template does not declare")
        if not isinstance(attribute, str):
            return Unknown(reasons_in(attribute), None, False, frozenset({(template.name, name)}))
        nested = self._templates.get(f"{template.name}/{name}")
        if nested is not None and attribute.startswith("Outputs."):
            return self._output(nested, attribute.removeprefix("Outputs."))
        opaque = str(_resources(template)[name].get("Type")).startswith(OPAQUE)
        return Reference((template.name, name), attribute, {"Fn::GetAtt": [name, attribute]}, opaque)

    def _output(self, template: Template, name: str) -> Any:
        outputs = template.body.get("Outputs")
        written = outputs.get(name) if isinstance(outputs, Mapping) else None
        if not isinstance(written, Mapping) or "Value" not in written or self._left_out(template, written):
            return _unknown(f"the output {name} of {template.name}, which is not declared")
        return self._guarded(
            ("output", template.name, name),
            lambda: self.resolve(template, written["Value"]),
            _unknown(f"the output {name} of {template.name}, which refers to itself"),
        )

    def _import_value(self, template: Template, argument: Any) -> Any:
        name = self.resolve(template, argument)
        if not isinstance(name, str):
            return _unknown("an imported value whose name is not known", None, name)
        if self._exports is None:
            self._exports = {}
            for exporter in (t for t in self._templates.values() if not t.of_stack_set):  # those export elsewhere
                self._collect_exports(exporter, self._exports)
        found = self._exports.get((self._place(template), name))
        if found is None:
            return _unknown(f"the export {name}, which no template here declares, or several do")
        return self._guarded(
            ("import", self._place(template), name),
            lambda: self.resolve(*found),
            _unknown(f"the export {name}, which refers to itself"),
        )

    def _collect_exports(self, template: Template, exports: dict[tuple[str, str], tuple[Template, Any] | None]) -> None:
        outputs = template.body.get("Outputs")
        for output in outputs.values() if isinstance(outputs, Mapping) else ():
            export = output.get("Export") if isinstance(output, Mapping) else None
            if not isinstance(export, Mapping) or "Value" not in output:
                continue
            if self._left_out(template, output):
                continue
            name = self.resolve(template, export.get("Name"))
            if isinstance(name, str):
                key = (self._place(template), name)
                exports[key] = None if key in exports else (template, output["Value"])

    def _left_out(self, template: Template, output: Mapping[str, Any]) -> bool:
        return "Condition" in output and self.condition(template, output["Condition"])[0] is False

    # -- texts and lists ----------------------------------------------------------------------------------------------

    def _sub(self, template: Template, argument: Any) -> Any:
        text, variables = argument, {}
        if isinstance(argument, list) and len(argument) == 2 and isinstance(argument[1], Mapping):
            text, variables = argument
        if not isinstance(text, str):
            return _unknown("a Fn::Sub that cannot be read")
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

    def _join(self, template: Template, argument: Any) -> Any:
        if not isinstance(argument, list) or len(argument) != 2 or not isinstance(argument[0], str):
            return _unknown("a Fn::Join that cannot be read")
        items = self.resolve(template, argument[1])
        if not isinstance(items, list) or any(isinstance(item, Maybe) for item in items):
            return Text(reasons_in(items), None, False, frozenset(), (None,))
        parts: list[Any] = []
        for item in items:
            parts += [argument[0], item] if parts else [item]
        return text_of(parts)

    def _select(self, template: Template, argument: Any) -> Any:
        if not isinstance(argument, list) or len(argument) != 2:
            return _unknown("a Fn::Select that cannot be read")
        index, items = number(self.resolve(template, argument[0])), self.resolve(template, argument[1])
        if not isinstance(index, int) or not isinstance(items, list) or any(isinstance(i, Maybe) for i in items):
            return Unknown(reasons_in(items) or frozenset(("a Fn::Select",)), None, False, _targets_of_any(items))
        return items[index] if 0 <= index < len(items) else _unknown(f"the item {index} of a list that is shorter")

    def _split(self, template: Template, argument: Any) -> Any:
        if not isinstance(argument, list) or len(argument) != 2 or not isinstance(argument[0], str) or not argument[0]:
            return _unknown("a Fn::Split that cannot be read")
        text = self.resolve(template, argument[1])
        if isinstance(text, str):
            return text.split(argument[0])
        return Unknown(reasons_in(text) or frozenset(("a Fn::Split",)), True, False, targets_in(text))

    def _find_in_map(self, template: Template, argument: Any) -> Any:
        if not isinstance(argument, list) or len(argument) not in (3, 4):
            return _unknown("a Fn::FindInMap that cannot be read")
        keys = [self.resolve(template, key) for key in argument[:3]]
        if not all(isinstance(key, str | int) for key in keys):
            return _unknown("a key of Fn::FindInMap", None, keys)
        found: Any = template.body.get("Mappings")
        for key in keys:
            found = found.get(str(key)) if isinstance(found, Mapping) else None
        if found is None and len(argument) == 4 and isinstance(argument[3], Mapping):
            return self.resolve(template, argument[3].get("DefaultValue"))
        return _unknown(f"the mapping {'.'.join(map(str, keys))}, not declared") if found is None else found

    def _base64(self, template: Template, argument: Any) -> Any:
        text = self.resolve(template, argument)
        if isinstance(text, str):
            return base64.b64encode(text.encode()).decode()
        return Unknown(reasons_in(text) or frozenset(("a Fn::Base64",)), truth(text), False, targets_in(text))

    def _length(self, template: Template, argument: Any) -> Any:
        items = self.resolve(template, argument)
        if isinstance(items, list) and not any(isinstance(i, Maybe) for i in items):
            return len(items)
        return _unknown("the length of a list", True, items)

    def _to_json(self, template: Template, argument: Any) -> Any:
        value = self.resolve(template, argument)
        reasons = reasons_in(value)
        if reasons:
            return Unknown(reasons, True, False, targets_in(value))
        return json.dumps(value, separators=(",", ":"), default=str)

    # -- conditions ---------------------------------------------------------------------------------------------------

    def _if(self, template: Template, argument: Any) -> Any:
        if not isinstance(argument, list) or len(argument) != 3:
            return _unknown("a Fn::If that cannot be read", None, absent=True)
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


def _unknown(reason: str, known_truth: Truth = None, *sources: Any, absent: bool = False) -> Unknown:
    reasons: frozenset[str] = frozenset().union(*(reasons_in(source) for source in sources))
    return Unknown(reasons | {reason}, known_truth, absent)


def _resources(template: Template) -> Mapping[str, Any]:
    written = template.body.get("Resources")
    return written if isinstance(written, Mapping) else {}


def _targets_of_any(items: Any) -> frozenset[Target]:
    """The resource that each item of a list points to, since any of them may be selected."""
    if isinstance(items, list):
        every = [targets_in(item) for item in items]
        return frozenset.intersection(*every) if every else frozenset()
    found = targets_in(items)  # a text that is split: its parts are of one resource, or of whichever
    return found if len(found) == 1 else frozenset()


def _typed(kind: str, value: Any) -> Any:
    if isinstance(value, str) and (kind == "CommaDelimitedList" or kind.startswith("List<")):
        return [item.strip() for item in value.split(",")]
    return value


def _dynamic(text: str) -> Any:
    """A text with ``{{resolve:ssm:...}}`` in it: its value is known at deployment."""
    parts: list[Any] = []
    position = 0
    for match in _DYNAMIC.finditer(text):
        parts += [text[position : match.start()], _unknown(f"the dynamic reference {match.group()}")]
        position = match.end()
    return text_of([*parts, text[position:]])
