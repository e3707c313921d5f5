"""The functions of the expressions in a provider's file, beside JMESPath's own.

A null argument is an absent property: the result is then null too, and what it is for is left out of the call.
"""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

from jmespath.functions import Functions, signature

_ANY: Any = {"types": []}
_VARIADIC: Any = {"types": ["string"], "variadic": True}
_EPOCH = (1980, 1, 1, 0, 0, 0)


class ProviderFunctions(Functions):
    """What an expression can call: ``text(new.KeyPolicy)``."""

    @signature(_ANY)
    def _func_text(self, value: Any) -> str | None:
        """Return a value as text: JSON for a structure, ``true`` and ``false`` for booleans."""
        if value is None or isinstance(value, str):
            return value
        return json.dumps(value)

    @signature(_ANY)
    def _func_texts(self, values: Any) -> Any:
        """Return a mapping with each value as :meth:`_func_text` has it; text as it is."""
        return {key: self._func_text(value) for key, value in values.items()} if isinstance(values, Mapping) else values

    @signature(_ANY)
    def _func_parsed(self, text: Any) -> Any:
        """Return the value of a JSON text."""
        return json.loads(text) if text else None

    @signature(_ANY, _VARIADIC)
    def _func_pick(self, values: Any, *names: str) -> dict[str, Any] | None:
        """Return the named entries of a mapping, those that it has."""
        return None if values is None else {name: values[name] for name in names if name in values}

    @signature(_ANY, _VARIADIC)
    def _func_rename(self, values: Any, *names: str) -> dict[str, Any] | None:
        """Return a mapping with keys renamed, each old name followed by the new one; other keys as they are."""
        new = dict(zip(names[::2], names[1::2], strict=True))
        return None if values is None else {new.get(key, key): value for key, value in values.items()}

    @signature(_ANY)
    def _func_from_items(self, pairs: Any) -> dict[str, Any] | None:
        """Of JMESPath's community: a mapping of a list of pairs."""
        return None if pairs is None else dict(pairs)

    @signature(_ANY, _ANY)
    def _func_minus(self, left: Any, right: Any) -> list[Any] | None:
        """Return what is in the first list and not in the second, sorted; null when nothing is."""
        return sorted(item for item in left or () if item not in (right or ())) or None

    @signature(_ANY, _ANY)
    def _func_common(self, left: Any, right: Any) -> list[Any] | None:
        """Return what is in both lists, sorted; null when nothing is."""
        return sorted(item for item in left or () if item in (right or ())) or None

    @signature({"types": ["string"]}, _ANY, {"types": ["object"]})
    def _func_put_by(self, key: str, items: Any, item: Mapping[str, Any]) -> list[Any]:
        """Return a list with an item in place of the one that has the same value under a key."""
        return [*(one for one in items or () if one.get(key) != item[key]), item]

    @signature(_ANY, _ANY, _VARIADIC)
    def _func_changes(self, old: Any, new: Any, *names: str) -> list[dict[str, Any]]:
        """Return ``{Name, Value}`` of each named entry that differs; the value is null when it was removed."""
        return [
            {"Name": name, "Value": new.get(name)} for name in names if (old or {}).get(name) != (new or {}).get(name)
        ]

    @signature(_ANY, {"types": ["string"]})
    def _func_split(self, text: Any, separator: str) -> list[str] | None:
        """Of JMESPath's community: the parts of a text; arguments in Python's order, not in that of ``join``."""
        return None if text is None else str(text).split(separator)

    @signature({"types": ["string"]}, {"types": [], "variadic": True})
    def _func_format(self, pattern: str, *values: Any) -> str | None:
        """Return a text with its ``{}`` filled in, in order."""
        return None if None in values else pattern.format(*values)

    @signature(_ANY, _ANY)
    def _func_inline_code(self, source: Any, runtime: Any) -> bytes | None:
        """Return a Lambda function's inline code as CloudFormation packs it: a zip file with ``index.py``."""
        if source is None:
            return None
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            suffix = "js" if str(runtime).startswith("nodejs") else "py"
            archive.writestr(zipfile.ZipInfo(f"index.{suffix}", _EPOCH), source)
        return packed.getvalue()

    @signature(_ANY)
    def _func_lifecycle_filter(self, rule: Any) -> dict[str, Any]:
        """Return the ``Filter`` of a bucket's lifecycle rule: S3 wants several conditions inside an ``And``."""
        parts = {name: rule[name] for name in ("ObjectSizeGreaterThan", "ObjectSizeLessThan", "Prefix") if name in rule}
        tags = rule.get("TagFilters", [])
        if len(parts) + len(tags) > 1:
            return {"And": {**parts, "Tags": tags} if tags else parts}
        return {"Tag": tags[0]} if tags else parts or {"Prefix": ""}

    @signature(_ANY)
    def _func_search_strings(self, value: Any) -> Any:
        """Return statements of AWS WAF with ``SearchStringBase64`` as the API has it: bytes in ``SearchString``."""
        if isinstance(value, Mapping):
            changed = {key: self._func_search_strings(item) for key, item in value.items()}
            if "SearchStringBase64" in changed:
                changed["SearchString"] = base64.b64decode(changed.pop("SearchStringBase64"))
            return changed
        return [self._func_search_strings(item) for item in value] if isinstance(value, list) else value


def function_names() -> frozenset[str]:
    """Return the names of all functions that an expression can call."""
    table: Mapping[str, Callable[..., Any]] = ProviderFunctions.FUNCTION_TABLE
    return frozenset(table)
