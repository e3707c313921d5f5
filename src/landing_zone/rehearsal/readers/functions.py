"""What the expressions of a reader can call, besides the functions of conditions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from jmespath.functions import Functions, signature

from landing_zone.cloudformation.iam.canonical import canonical_policy
from landing_zone.cloudformation.iam.document import tests
from landing_zone.cloudformation.intrinsics.values import truth
from landing_zone.expressions.functions import ThreeValuedFunctions
from landing_zone.expressions.interpreter import Expression
from landing_zone.rehearsal.readers.read_request import CannotReadError


class ReaderFunctions(ThreeValuedFunctions):
    """JMESPath's functions, those of conditions, and the ones below; ``docs/rehearsal.md`` lists these."""

    def call_function(self, function_name: str, resolved_args: Iterable[Any]) -> Any:
        """Call a function by its JMESPath name; a result is unknown when an argument is, except for two of them."""
        if function_name in ("as_declared", "sure"):
            return Functions.call_function(self, function_name, list(resolved_args))
        return super().call_function(function_name, resolved_args)

    @signature({"types": []}, {"types": [], "variadic": True})
    def _func_as_declared(self, declared: Any, *forms: Any) -> Any:
        """The identifier of a resource in the form that the template uses.

        CloudFormation accepts an id, an ARN or an alias for the same key or function, and the services return one of
        them. The first form is returned when the template has none of them, so that another resource still differs.
        """
        return declared if isinstance(declared, str) and declared in forms else forms[0]

    @signature({"types": []})
    def _func_sure(self, condition: Any) -> bool:
        """Whether a condition is true whatever the unknown values are."""
        return truth(condition) is True

    @signature({"types": ["object", "null"]})
    def _func_pairs(self, mapping: Mapping[str, Any] | None) -> list[dict[str, Any]]:
        """A mapping as CloudFormation's list of ``Key`` and ``Value``, sorted."""
        return [{"Key": key, "Value": value} for key, value in sorted((mapping or {}).items())]

    @signature({"types": ["array"]})
    def _func_from_pairs(self, pairs: list[Mapping[str, Any]]) -> dict[str, Any]:
        """A list of ``Key`` and ``Value`` as a mapping."""
        return {pair["Key"]: pair["Value"] for pair in pairs}

    @signature({"types": ["array"]}, {"types": ["string"]}, {"types": []})
    def _func_find(self, items: list[Any], key: str, value: Any) -> Any:
        """The first item whose key has a value; null for none.

        Raises:
            CannotReadError: the value is null.
        """
        if value is None:
            raise CannotReadError(f"nothing says which {key} the item has")
        return next((item for item in items if item.get(key) == value), None)

    @signature({"types": ["object"]}, {"types": ["string", "null"]})
    def _func_lookup(self, mapping: Mapping[str, Any], key: str) -> Any:
        """The value of a key that is not known beforehand."""
        return mapping.get(key)

    @signature({"types": ["object"]}, {"types": ["string"]})
    def _func_condition(self, statement: Mapping[str, Any], key: str) -> Any:
        """The value that the condition of a policy's statement asks a key for, whatever its operator."""
        return next((test.value for test in tests(statement.get("Condition")) if test.key == key.lower()), None)

    @signature({"types": ["array"]}, {"types": ["array"]}, {"types": ["string"]})
    def _func_holders(self, holders: list[str], answers: list[Mapping[str, Any]], key: str) -> list[str]:
        """Of some holders of one policy, those whose own is the policy that the first of them has.

        A holder with another policy is left out: the list then differs from the declared one.
        """
        policies = [canonical_policy(answer[key]) if answer.get(key) else None for answer in answers]
        first = next(filter(None, policies), None)
        return [holder for holder, policy in zip(holders, policies, strict=True) if policy and policy == first]


@cache
def expression(text: str) -> Expression:
    """Return the compiled expression of a reader's file.

    A projection of it leaves no item out: a malformed one must not make a list equal to the declared one.

    Raises:
        jmespath.exceptions.JMESPathError: it cannot be compiled.
    """
    return Expression(text, ReaderFunctions(), whole=True)
