"""Compares declared properties with those that a service reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from landing_zone.cloudformation.iam.canonical import canonical_policy
from landing_zone.cloudformation.iam.document import parsed
from landing_zone.cloudformation.intrinsics.values import Maybe, Reference, Unknown, equal, reasons_in
from landing_zone.rehearsal.readers.reader import Reader, Reading
from landing_zone.rehearsal.readers.resource_reading import Difference, NotCompared

_IDENTITIES = ("Key", "Id", "Name", "Sid")
"""Properties that identify an item of a list, so that a difference is shown within the right one."""


@dataclass
class Comparison:
    """The result of comparing one resource; both lists in the order of the comparison."""

    differences: list[Difference] = field(default_factory=list)
    not_compared: list[NotCompared] = field(default_factory=list)


def compare_properties(reader: Reader, declared: Mapping[str, Any], reading: Reading) -> Comparison:
    """Compare each declared property with what the service reports.

    As in CloudFormation's drift detection, properties that the template does not declare are not compared: a key of a
    mapping that the service adds is its default. A list is compared as a whole, so that an extra item differs, unless
    the reader declares it an open list.
    """
    result = Comparison()
    for name in sorted(declared):
        if name in reading.not_readable:
            result.not_compared.append(NotCompared(name, reading.not_readable[name]))
        elif name not in reading.properties:
            result.not_compared.append(NotCompared(name, "the reader of this type does not read it"))
        else:
            _compare(reader, declared[name], reading.properties[name], name, name, result)
    return result


def _compare(reader: Reader, declared: Any, actual: Any, place: str, path: str, result: Comparison) -> None:
    if isinstance(declared, Unknown | Reference):
        _compare_unknown(declared, actual, place, result)
    elif path in reader.policies or path in reader.documents:
        _compare_document(declared, actual, place, result, policy=path in reader.policies)
    elif isinstance(declared, Mapping) and isinstance(actual, Mapping):
        for key in sorted(declared):
            _compare(reader, declared[key], actual.get(key), f"{place}.{key}", f"{path}.{key}", result)
    elif isinstance(declared, list) and isinstance(actual, list):
        _compare_lists(reader, declared, actual, place, path, result)
    elif declared in ([], "") and actual is None:
        return  # the services omit an empty list or text from their responses
    elif isinstance(declared, Mapping | list) and reasons_in(declared) and actual is not None:
        result.not_compared.append(NotCompared(place, _because(declared)))
    elif equal(declared, actual) is not True:
        # equal() treats "true" and true, "3" and 3 as equal: CloudFormation converts each into the other
        result.differences.append(Difference(place, shown(declared), shown(actual)))


def _compare_unknown(declared: Unknown | Reference, actual: Any, place: str, result: Comparison) -> None:
    if equal(declared, actual) is False:  # the known part is enough: "arn:aws:..." is not "alias/..."
        result.differences.append(Difference(place, shown(declared), shown(actual)))
    else:
        result.not_compared.append(NotCompared(place, _because(declared)))


def _compare_document(declared: Any, actual: Any, place: str, result: Comparison, *, policy: bool) -> None:
    if reasons_in(declared):
        result.not_compared.append(NotCompared(place, _because(declared)))
        return
    spelling = canonical_policy if policy else parsed
    if equal(spelling(declared), spelling(actual)) is not True:
        result.differences.append(Difference(place, shown(parsed(declared)), shown(parsed(actual))))


def _compare_lists(
    reader: Reader, declared: list[Any], actual: list[Any], place: str, path: str, result: Comparison
) -> None:
    if any(isinstance(item, Maybe) for item in declared):
        result.not_compared.append(NotCompared(place, _because(declared)))
        return
    is_open = path in reader.open_lists
    if len(declared) > len(actual) or (len(declared) != len(actual) and not is_open):
        result.differences.append(Difference(place, shown(declared), shown(actual)))
        return
    if not is_open and path not in reader.unordered:
        for index, (one, other) in enumerate(zip(declared, actual, strict=True)):
            _compare(reader, one, other, f"{place}[{index}]", path, result)
        return
    left, rest = _without_equal(reader, list(enumerate(declared)), list(actual), path)
    for index, item in left:
        other = _counterpart(reader, item, rest, path)
        if other in rest:
            rest.remove(other)
        _compare(reader, item, other, f"{place}[{index}]", path, result)


def _without_equal(
    reader: Reader, declared: list[tuple[int, Any]], actual: list[Any], path: str
) -> tuple[list[tuple[int, Any]], list[Any]]:
    """Remove the pairs that are certainly equal, in any order."""
    left = []
    for index, item in declared:
        for position, other in enumerate(actual):
            trial = Comparison()
            _compare(reader, item, other, "", path, trial)
            if not trial.differences and not trial.not_compared:
                del actual[position]
                break
        else:
            left.append((index, item))
    return left, actual


def _counterpart(reader: Reader, item: Any, rest: list[Any], path: str) -> Any:
    """Return the item to compare with: one that may be equal, else one of the same name, else the first."""
    for other in rest:
        trial = Comparison()
        _compare(reader, item, other, "", path, trial)
        if not trial.differences:
            return other
    if isinstance(item, Mapping):
        for name in _IDENTITIES:
            if name in item:
                return next((o for o in rest if isinstance(o, Mapping) and o.get(name) == item[name]), None)
    return rest[0] if rest else None


def _because(value: Any) -> str:
    return "it depends on " + ", ".join(sorted(reasons_in(value)))


def shown(value: Any) -> Any:
    """Return a value as plain JSON; an unknown part is its reason in brackets."""
    if isinstance(value, Unknown | Reference | Maybe):
        return f"({', '.join(sorted(reasons_in(value)))})"
    if isinstance(value, Mapping):
        return {str(key): shown(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [shown(item) for item in value]
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
