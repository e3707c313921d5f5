"""JMESPath's functions over partly unknown values."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from jmespath.exceptions import JMESPathTypeError
from jmespath.functions import Functions, signature

from landing_zone.cloudformation.iam.bootstrap_access import bootstrap_identities, bootstrap_stores, exempt_beyond
from landing_zone.cloudformation.iam.callers import admits_everybody, limits_who
from landing_zone.cloudformation.iam.identity_providers import admits_any_identity
from landing_zone.cloudformation.iam.outsiders import Insiders, names_parties, outsiders
from landing_zone.cloudformation.iam.patterns import bootstrap_pattern, covers
from landing_zone.cloudformation.iam.tls import refuses_plain_http
from landing_zone.cloudformation.intrinsics.lists import any_item
from landing_zone.cloudformation.intrinsics.values import (
    Count,
    Maybe,
    Reference,
    Text,
    Truth,
    Unknown,
    equal,
    reasons_in,
    scalar_text,
    truth,
)
from landing_zone.cloudformation.networks.rules import admits_port, open_to_world
from landing_zone.expressions.outside import accounts_outside


class ThreeValuedFunctions(Functions):
    """The library's functions; with an unknown argument they return what is certain, or an unknown value.

    The ones defined here return more than "unknown" in that case. Arguments of the wrong type raise as in the library.
    """

    def call_function(self, function_name: str, resolved_args: Iterable[Any]) -> Any:
        """Call a function by its JMESPath name."""
        resolved_args = list(resolved_args)
        if function_name == "contains" and len(resolved_args) == 2:
            subject, search = resolved_args
            if isinstance(subject, list) and isinstance(search, str) and search in subject:
                return True  # whatever else is in the list, which may be as long as the address plan
        if function_name in _OF_WHOLE_RESOURCES:
            return super().call_function(function_name, resolved_args)
        special = _SPECIAL.get(function_name)
        if special is not None and any(_uncertain(a) for a in resolved_args):
            return special(*resolved_args)
        if special is None and any(reasons_in(a) for a in resolved_args):
            return _unknown(*resolved_args)
        return super().call_function(function_name, resolved_args)

    @signature({"types": ["array", "string"]}, {"types": []})
    def _func_contains(self, subject: Any, search: Any) -> bool:
        """As in the library, but elements are equal as in :mod:`~landing_zone.cloudformation.intrinsics.values`."""
        if isinstance(subject, str):
            return scalar_text(search) in subject if isinstance(search, str | int | float | bool) else False
        return any(equal(item, search) is True for item in subject)

    @signature({"types": []}, {"types": ["string"]})
    def _func_covers(self, patterns: Any, text: str) -> bool | Unknown:
        """Not in JMESPath: whether one of IAM's patterns, as of ``Action``, matches a text."""
        return _POLICIES["covers"](patterns, text)

    @signature({"types": []})
    def _func_limits_who(self, condition: Any) -> bool | Unknown:
        """Not in JMESPath: whether the ``Condition`` of a policy's statement limits who can use it."""
        return _POLICIES["limits_who"](condition)

    @signature({"types": []})
    def _func_admits_everybody(self, documents: Any) -> bool | Unknown:
        """Not in JMESPath: whether a policy, or one of a list, allows everybody without a condition on who it is."""
        return _POLICIES["admits_everybody"](documents)

    @signature({"types": []})
    def _func_admits_any_identity(self, documents: Any) -> bool | Unknown:
        """Not in JMESPath: whether a trust policy admits every identity of an identity provider."""
        return _POLICIES["admits_any_identity"](documents)

    @signature({"types": []})
    def _func_names_parties(self, properties: Any) -> bool:
        """Not in JMESPath: whether a resource names an account, organisation, bucket, mail address or the like."""
        return names_parties(properties)

    @signature({"types": []}, {"types": []})
    def _func_outsiders(self, properties: Any, insiders: Insiders) -> list[str] | Unknown:
        """Not in JMESPath: whom a resource names that is not the zone's, and not trusted by the configuration."""
        return outsiders(properties, insiders)

    @signature({"types": []}, {"types": []}, {"types": ["string"]})
    def _func_refuses_plain_http(self, document: Any, holders: Any, action: str) -> bool | Unknown:
        """Not in JMESPath: whether a policy denies everybody an action without TLS on what it is attached to."""
        return _POLICIES["refuses_plain_http"](document, holders, action)

    @signature({"types": []}, {"types": ["array"]})
    def _func_admits_port(self, rule: Any, ports: list[int]) -> bool | Unknown:
        """Not in JMESPath: whether a rule of a network is for TCP or UDP traffic to one of some ports."""
        return _of_rule(admits_port(rule, ports), rule)

    @signature({"types": []})
    def _func_open_to_world(self, rule: Any) -> bool | Unknown:
        """Not in JMESPath: whether a rule of a network is for the internet, or at least an eighth of it."""
        return _of_rule(open_to_world(rule), rule)

    @signature({"types": ["string"]})
    def _func_lower(self, text: str) -> str:
        """Of JMESPath's community: a text in lower case."""
        return text.lower()

    @signature({"types": ["string"]})
    def _func_from_json(self, text: str) -> Any:
        """Not in JMESPath: what a JSON text says; null for a text that is none."""
        try:
            return json.loads(text)
        except ValueError:
            return None

    @signature({"types": ["string"]})
    def _func_sha256(self, text: str) -> str:
        """Not in JMESPath: the SHA-256 of a text in UTF-8, hexadecimal."""
        return hashlib.sha256(text.encode()).hexdigest()

    @signature({"types": ["string"]}, {"types": ["string"]})
    def _func_split(self, text: str, separator: str) -> list[str]:
        """Of JMESPath's community: the parts of a text; arguments in Python's order, not in that of ``join``."""
        return text.split(separator)

    @signature({"types": ["string"]}, {"types": ["string"]})
    def _func_bootstrap_pattern(self, name: str, qualifier: str) -> str:
        """Not in JMESPath: the pattern of IAM for a name under ``bootstrap`` of the configuration."""
        return bootstrap_pattern(name, qualifier)

    @signature({"types": ["object"]})
    def _func_bootstrap_identities(self, zone: dict[str, Any]) -> list[str]:
        """Not in JMESPath: the patterns of the roles and policies that the bootstrap makes."""
        return bootstrap_identities(zone)

    @signature({"types": ["object"]})
    def _func_bootstrap_stores(self, zone: dict[str, Any]) -> list[str]:
        """Not in JMESPath: the patterns of what the bootstrap keeps in the Region of the global services."""
        return bootstrap_stores(zone)

    @signature({"types": ["object", "null"]}, {"types": ["object"]})
    def _func_exempt_beyond(self, document: Any, zone: dict[str, Any]) -> list[str]:
        """Not in JMESPath: the principals that a policy's denials exempt, and the configuration does not."""
        return exempt_beyond(document, zone)

    @signature({"types": ["string"]}, {"types": ["array", "null"]}, {"types": ["object"]})
    def _func_accounts_outside(self, kind: str, targets: list[Any] | None, zone: dict[str, Any]) -> list[str]:
        """Not in JMESPath: the accounts that a policy of a kind, attached to these ids, is not above."""
        return list(accounts_outside(zone, kind, targets or ()))


def _uncertain(value: Any) -> bool:
    return bool(reasons_in(value))


def _unknown(*values: Any, truth_of_it: bool | None = None, absent: bool = True) -> Unknown:
    reasons: frozenset[str] = frozenset().union(*(reasons_in(v) for v in values))
    return Unknown(reasons, truth_of_it, absent)


def _contains(subject: Any, search: Any) -> Any:
    if isinstance(subject, list):
        answer = any_item(subject, lambda item: equal(item, search))
        return _unknown(subject, search, absent=False) if answer is None else answer
    if isinstance(subject, Text) and isinstance(search, str):
        if any(part and search in part for part in subject.parts):
            return True
        return _unknown(subject, absent=False)
    if isinstance(subject, str) and isinstance(search, Text):
        fits = all(part in subject for part in search.parts if part)
        return _unknown(search, absent=False) if fits else False
    if isinstance(subject, Unknown | Reference | str):
        return _unknown(subject, search, absent=False)
    raise JMESPathTypeError("contains", subject, type(subject).__name__, ["array", "string"])


def _starts_with(subject: Any, prefix: Any) -> Any:
    if isinstance(subject, Text | Reference) and isinstance(prefix, str):
        known = subject.prefix
        if known.startswith(prefix):
            return True
        return _unknown(subject, absent=False) if prefix.startswith(known) else False
    return _unknown(subject, prefix, absent=False)


def _ends_with(subject: Any, suffix: Any) -> Any:
    if isinstance(subject, Text) and isinstance(suffix, str):
        if subject.suffix.endswith(suffix):
            return True
        return _unknown(subject, absent=False) if suffix.endswith(subject.suffix) else False
    return _unknown(subject, suffix, absent=False)


def _length(subject: Any) -> Any:
    if isinstance(subject, list):
        certain = [v for v in subject if not isinstance(v, Maybe)]
        if len(certain) == len(subject):
            return len(subject)
        return Count(reasons_in(subject), True, False, frozenset(), len(certain))
    if isinstance(subject, dict):
        absent = [v for v in subject.values() if isinstance(v, Unknown) and v.may_be_absent]
        if not absent:
            return len(subject)
        return Count(reasons_in(absent), True, False, frozenset(), len(subject) - len(absent))
    if isinstance(subject, Text):
        return Count(subject.reasons, True, False, frozenset(), sum(len(p) for p in subject.parts if p))
    return Count(reasons_in(subject), True, False, frozenset(), 0)


def _type(subject: Any) -> Any:
    if isinstance(subject, Text):
        return "string"
    if isinstance(subject, Count):
        return "number"
    if isinstance(subject, Reference):
        return _unknown(subject, truth_of_it=True, absent=False) if subject.attribute else "string"
    if isinstance(subject, Unknown):
        return _unknown(subject, truth_of_it=True, absent=False)
    return "array" if isinstance(subject, list) else "object"


def _not_null(*values: Any) -> Any:
    for value in values:
        if isinstance(value, Unknown) and value.may_be_absent:
            certain = [truth(v) for v in values]
            return _unknown(*values, truth_of_it=True if all(certain) else None)
        if value is not None:
            return value
    return None


def _to_array(subject: Any) -> Any:
    if isinstance(subject, list):
        return subject
    if isinstance(subject, Unknown) and not isinstance(subject, Text | Count):
        return _unknown(subject, absent=False)  # it may be a list already
    return [subject]


def _keys(subject: Any) -> Any:
    if not isinstance(subject, dict):
        return _unknown(subject)
    return [Maybe(k, v.reasons) if isinstance(v, Unknown) and v.may_be_absent else k for k, v in subject.items()]


def _values(subject: Any) -> Any:
    if not isinstance(subject, dict):
        return _unknown(subject)
    return [Maybe(v, v.reasons) if isinstance(v, Unknown) and v.may_be_absent else v for v in subject.values()]


def _of_rule(result: bool | None, rule: Any) -> bool | Unknown:
    return Unknown(reasons_in(rule) or frozenset({"a rule that cannot be read"})) if result is None else result


def _decided(question: Callable[..., Truth]) -> Callable[..., bool | Unknown]:
    """Make a function of a question on policies, whose last argument, where it has more than one, is a text."""

    def ask(*arguments: Any) -> bool | Unknown:
        result = question(*arguments) if len(arguments) == 1 or isinstance(arguments[-1], str) else None
        return _unknown(*arguments, absent=False) if result is None else result

    return ask


_POLICIES = {
    "admits_any_identity": _decided(admits_any_identity),
    "admits_everybody": _decided(admits_everybody),
    "covers": _decided(covers),
    "limits_who": _decided(limits_who),
    "refuses_plain_http": _decided(refuses_plain_http),
}


def _accounts_outside(kind: Any, targets: Any, zone: Any) -> Any:
    """Where the targets that are known leave no account, the others do not matter."""
    known = [one for one in targets if isinstance(one, str)] if isinstance(targets, list) else []
    if _uncertain(kind) or _uncertain(zone) or accounts_outside(zone, kind, known):
        return _unknown(kind, targets, zone, absent=False)
    return []


def _lower(text: Any) -> Any:
    if isinstance(text, Text):
        return replace(text, parts=tuple(part and part.lower() for part in text.parts))
    return _unknown(text, absent=False)


_SPECIAL: dict[str, Callable[..., Any]] = _POLICIES | {
    "admits_port": lambda rule, ports: _of_rule(None if _uncertain(ports) else admits_port(rule, ports), [rule, ports]),
    "open_to_world": lambda rule: _of_rule(open_to_world(rule), rule),
    "accounts_outside": _accounts_outside,
    "contains": _contains,
    "lower": _lower,
    "starts_with": _starts_with,
    "ends_with": _ends_with,
    "length": _length,
    "type": _type,
    "not_null": _not_null,
    "to_array": _to_array,
    "keys": _keys,
    "values": _values,
}
_OF_WHOLE_RESOURCES = frozenset(("names_parties", "outsiders"))
"""They read what is unknown themselves, and leave out the configuration beside the properties, which may be long."""
