"""Patches that make cfn-lint faster without changing its findings: work repeated thousands of times is done once.

For each value of a template cfn-lint copies its two data classes by listing their fields; for each rule that it applies
it makes a new class, an empty template and a new resolver of references. Each patch here replaces one such function and
returns what that function returns. The patches depend on cfn-lint's internals, so they are applied only where its code
is, byte for byte, the code that they were written for; otherwise cfn-lint runs unpatched, slower, with the same result.
``tests/engines/test_patches.py`` compares the findings with and without.
"""

from __future__ import annotations

import importlib
import itertools
from collections import deque
from functools import partial
from operator import eq
from typing import Any, NamedTuple

from landing_zone.engines.deep_keys import deep_keys
from landing_zone.engines.engine import digest_of_modules
from landing_zone.engines.json_nodes import NotPlainError, parse_nodes

PATCHED_SOURCES_DIGEST = "aef5bdb152a0a3760f015788a7f21d60bbc5364d3daa4f4c303dfa5d7937bfd2"
"""Digest of the modules below in the release of cfn-lint that is pinned."""

MODULES = (
    "cfnlint.context.context",
    "cfnlint.decode.cfn_yaml",
    "cfnlint.decode.decode",
    "cfnlint.decode.node",
    "cfnlint.jsonschema._filter",
    "cfnlint.jsonschema.validators",
    "cfnlint.rules._rule",
    "cfnlint.rules._rules",
    "cfnlint.rules.jsonschema.Base",
    "cfnlint.schema.resolver._resolver",
    "cfnlint.template.template",
)


def apply_patches() -> bool:
    """Apply the patches, for the whole process.

    Returns:
        Whether they were applied: not where cfn-lint's code differs from that which they were written for.
    """
    if digest_of_modules(MODULES) != PATCHED_SOURCES_DIGEST:
        return False
    modules: tuple[Any, ...] = tuple(importlib.import_module(module) for module in MODULES)
    context, yaml, _, node, filters, validators, rule, rules, base, _, template = modules
    _patch_validators(validators)
    _patch_context(context)
    _patch_filter_evolve(filters)
    yaml.loads = _loads(node, yaml.loads)
    base.BaseJsonSchema.extend_validator = _extend_validator
    rules.Rules.run = _run(rule.CloudFormationLintRule)
    template.Template._search_deep_keys = _search_deep_keys
    return True


def _loads(node: Any, original: Any) -> Any:
    """Replaces ``cfn_yaml.loads``, which parses YAML; each node gets its own mark, as it has in a text."""

    def loads(text: Any, file: Any = None) -> Any:
        numbers = itertools.count()

        def mark() -> Any:
            return node.Mark(0, next(numbers))

        try:
            return parse_nodes(
                text,
                lambda pairs: node.dict_node(dict(pairs), mark(), mark()),
                lambda items: node.list_node(items, mark(), mark()),
                lambda value: node.str_node(value, mark(), mark()),
            )
        except NotPlainError:
            return original(text, file)

    return loads


def _patch_validators(validators: Any) -> None:
    """Let a validator with other keywords be an object with other fields, where cfn-lint makes a new data class for it.

    The classes of ``create`` have one code, and differ in the default values of three fields alone. So ``create``
    returns a function that makes an object of one class and sets these fields; it is called as the class would be.
    A copy with changes keeps all other fields, as ``evolve`` of the new class does, without listing them.
    """
    cls = validators.CfnTemplateValidator

    def create(validators: Any = None, function_filter: Any = None, fn_resolvers: Any = None) -> Any:
        def make(schema: Any = True, **fields: Any) -> Any:
            if function_filter is not None:
                fields.setdefault("function_filter", function_filter)
            made = cls(schema=schema, **fields)
            made.validators = validators or {}
            made.fn_resolvers = fn_resolvers or {}
            return made

        return make

    def evolve(self: Any, **changes: Any) -> Any:
        copy = object.__new__(cls)
        fields = vars(copy)
        fields.update(vars(self))
        fields.update(changes)
        copy.__post_init__()  # fills in context and resolver where they are changed to None
        return copy

    validators.create = create
    cls.evolve = evolve


def _patch_context(context: Any) -> None:
    def evolve(self: Any, **changes: Any) -> Any:
        copy = object.__new__(type(self))
        fields = vars(copy)
        fields.update(vars(self))
        fields.pop("module_names", None)  # derived from the resources, and cached at the first access
        if "ref_values" in changes:
            changes["ref_values"] = {**self.ref_values, **changes["ref_values"]}
        fields.update(changes)
        return copy

    functions = frozenset(context.FUNCTIONS)

    def descend(self: Any, path: Any = None, value_path: Any = None, cfn_path: Any = None) -> Any:
        if cfn_path in functions:
            raise ValueError(f"{cfn_path!r} cannot be in 'cfn_path'")
        if isinstance(cfn_path, int):
            raise ValueError(f"{cfn_path!r} cannot be an integer")  # noqa: TRY004 - as cfn-lint has it
        copy = object.__new__(type(self))
        fields = vars(copy)
        fields["path"] = self.path if path is None else self.path + deque((path,))
        fields["value_path"] = self.value_path if value_path is None else self.value_path + deque((value_path,))
        fields["cfn_path"] = self.cfn_path if cfn_path is None else self.cfn_path + deque((cfn_path,))
        return copy

    context.Context.evolve = evolve
    context.Path.descend = descend


def _patch_filter_evolve(filters: Any) -> None:
    original = filters.FunctionFilter.evolve
    known: dict[Any, Any] = {}

    def evolve(self: Any, **changes: Any) -> Any:
        key = (
            type(self),
            changes.get("add_cfn_lint_keyword", self.add_cfn_lint_keyword),
            changes.get("validate_dynamic_references", self.validate_dynamic_references),
        )
        if key not in known:
            known[key] = original(self, **changes)
        return known[key]

    filters.FunctionFilter.evolve = evolve


def _extend_validator(self: Any, validator: Any, schema: Any, context: Any, validators: Any = None) -> Any:
    """Replaces ``BaseJsonSchema.extend_validator``, which first makes an empty template that it does not use."""
    keywords = self._get_validators()
    if validators:
        keywords.update(validators)
    return validator.extend(validators=keywords)(schema=schema, cfn=validator.cfn, context=context)


def _run(rule_class: Any) -> Any:
    """Replaces ``Rules.run``, which calls each rule for each resource, though most rules do not examine its type.

    It also reads the configuration anew for each rule, and searches each rule's children one by one.
    """

    def run(self: Any, filename: Any, cfn: Any, config: Any) -> Any:
        settings = _Settings(*(getattr(config, setting) for setting in _Settings._fields))
        configured = config.configure_rules
        enabled = set()
        for rule_id, rule in self.data.items():
            rule.configure(configured.get(rule_id, None), settings.include_experimental)
            rule.initialize(cfn)
            if self.is_rule_enabled(rule_id, settings):
                enabled.add(rule_id)
        for rule_id, rule in self.data.items():
            for key in rule.child_rules:
                if key in self.data:
                    rule.child_rules[key] = self.data[key]
            for parent in rule.parent_rules:
                if parent in self.data:
                    self.data[parent].child_rules[rule_id] = rule

        def check(method: Any, rule_id: Any, *rest: Any) -> Any:
            checked = self.run_check(method, filename, rule_id, config, enabled, filename, cfn, *rest)
            return self._filter_matches(enabled, checked)

        for rule_id, rule in self.data.items():
            yield from check(rule.matchall, rule_id)
        applicable: dict[str, list[Any]] = {}
        for name, resource in cfn.get_resources().items():
            kind, properties = resource.get("Type"), resource.get("Properties")
            if isinstance(kind, str) and isinstance(properties, dict):
                if kind not in applicable:
                    applicable[kind] = [item for item in self.data.items() if _examines(item[1], kind, rule_class)]
                path = ["Resources", name, "Properties"]
                for rule_id, rule in applicable[kind]:
                    yield from check(rule.matchall_resource_properties, rule_id, properties, kind, path)

    return run


class _Settings(NamedTuple):
    """The settings that decide whether a rule runs; cfn-lint computes each anew whenever it reads it."""

    include_experimental: Any
    ignore_checks: Any
    include_checks: Any
    mandatory_checks: Any


def _examines(rule: Any, kind: str, rule_class: Any) -> bool:
    own = type(rule).matchall_resource_properties is not rule_class.matchall_resource_properties
    return own or kind in rule.resource_property_types


def _search_deep_keys(self: Any, wanted: Any, value: Any, path: Any) -> list[Any]:  # noqa: ARG001 - cfn-lint's method
    """Replaces ``Template._search_deep_keys``, which searches keys that equal a text or match an expression."""
    matches = partial(eq, wanted) if isinstance(wanted, str) else lambda key: isinstance(key, str) and wanted.match(key)
    return deep_keys(matches, value, path)
