"""AWS's managed Config rules: the facts that are needed before one is deployed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FACTS = Path(__file__).with_name("config_rule_facts.json")
"""Every managed rule: its parameters and their types, where it exists, whether it judges global resources.

Written by ``scripts/derive_config_rule_facts.py`` from AWS's documentation.
"""

MAX_PARAMETERS = 1024
"""The longest parameters of a rule, as JSON, in characters.

Source: https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigRule.html
"""

Parameters = Mapping[str, str | int | bool]

_FORMS = {
    "int": (re.compile(r"-?\d+"), "a whole number"),
    "double": (re.compile(r"-?\d+(\.\d+)?"), "a number"),
    "boolean": (re.compile(r"true|false"), "true or false"),
}
"""How a value of a type is written, and its description. Other types are free text, or texts separated by commas."""


@dataclass(frozen=True)
class ConfigRule:
    """The facts that AWS documents about one managed rule.

    Args:
        parameters: the name of each parameter to its type, as AWS writes it: ``int``, ``CSV``.
        required: the parameters without which AWS refuses the rule. Some have a default, which only AWS's console fills
            in.
        only_in: the Regions that have the rule, where AWS lists those.
        not_in: the Regions that do not have it, where AWS lists those.
        is_global: it judges resources of IAM, which are recorded in the home Region alone.
    """

    parameters: Mapping[str, str]
    required: tuple[str, ...] = ()
    only_in: tuple[str, ...] = ()
    not_in: tuple[str, ...] = ()
    is_global: bool = False

    def exists_in(self, region: str) -> bool:
        """Return whether AWS has the rule in a Region: elsewhere it refuses it, and the whole stack or pack with it."""
        return region not in self.not_in and (not self.only_in or region in self.only_in)

    def missing(self, parameters: Parameters) -> tuple[str, ...]:
        """Return the required parameters that are not given."""
        return tuple(name for name in self.required if name not in parameters)

    def mistake(self, parameters: Parameters) -> tuple[str, str, str] | None:
        """Return the first parameter that AWS would refuse: name, what is wrong, what is allowed; else ``None``."""
        for name, value in parameters.items():
            if name not in self.parameters:
                return name, f"has no parameter {name}", ", ".join(self.parameters) or "none: it takes no parameters"
            form = _FORMS.get(self.parameters[name])
            if form is not None and not form[0].fullmatch(parameter_text(value)):
                return name, f"cannot take {parameter_text(value)!r} as {name}", form[1]
            if not parameter_text(value).strip():
                return name, f"cannot take an empty {name}", "a value, or no such parameter"
        length = len(json.dumps({name: parameter_text(value) for name, value in parameters.items()}))
        if length > MAX_PARAMETERS:
            longest = max(parameters, key=lambda name: len(parameter_text(parameters[name])))
            return longest, f"has {length} characters of parameters", f"at most {MAX_PARAMETERS}"
        return None


def parameter_text(value: str | int | bool) -> str:
    """Write a parameter's value as AWS Config accepts it: always as text, booleans in lower case."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def config_rule(identifier: str) -> ConfigRule | None:
    """Return what AWS documents about a managed rule; ``None`` where it has no such rule."""
    row = _facts().get(identifier)
    if row is None:
        return None
    return ConfigRule(
        parameters=row.get("parameters", {}),
        required=tuple(row.get("required", ())),
        only_in=tuple(row.get("only_in", ())),
        not_in=tuple(row.get("not_in", ())),
        is_global=row.get("global", False),
    )


@cache
def _facts() -> dict[str, dict[str, Any]]:
    facts: dict[str, dict[str, Any]] = json.loads(FACTS.read_text(encoding="utf-8"))
    return facts
