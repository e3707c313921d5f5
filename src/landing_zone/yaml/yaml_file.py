"""YAML files read with their line numbers, so that a mistake can be shown where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from landing_zone.errors import CombinedUserError, UserError
from landing_zone.yaml.guard import Guide, guarded_text

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML built without libyaml: slower, same answers
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

_ANY = Guide()

Location = tuple[str | int, ...]
MAXIMUM_VALUES = 1_000_000
"""Ten thousand accounts are a hundred thousand values; aliases of aliases let a kilobyte stand for gigabytes."""
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class YamlFile:
    """One YAML document: its plain data, and the line on which each value stands.

    Args:
        path: the file.
        data: mappings, lists and scalars; dates are ``datetime.date``.
        lines: location in the data (``("accounts", 0, "id")``) to line, counted from 1.
    """

    path: Path
    data: Any
    lines: dict[Location, int] = field(repr=False)

    def line(self, location: Location) -> int:
        """Return the line of a location, or of the nearest one above it that exists; 0 for an empty file."""
        for end in range(len(location), -1, -1):
            if location[:end] in self.lines:
                return self.lines[location[:end]]
        return 0

    def value(self, location: Location) -> Any:
        """Return the value at a location, or ``None`` where there is nothing."""
        node = self.data
        for part in location:
            try:
                node = node[part]
            except (KeyError, IndexError, TypeError):
                return None
        return node

    def error(self, location: Location, what: str, *, allowed: str = "", fix: str = "") -> UserError:
        """Build the error for a mistake at a location, with file, line and the value that stands there."""
        value = self.value(location)
        shown = "" if value is None or isinstance(value, dict | list) else str(value)
        return UserError(what, file=str(self.path), line=self.line(location), value=shown, allowed=allowed, fix=fix)

    def parse(self, model: type[Model]) -> Model:
        """Validate the document against a model.

        Raises:
            CombinedUserError: one error for each thing that the model refuses, with its line.
        """
        if not isinstance(self.data, dict):
            raise self.error((), "the file holds no mapping", allowed="'key: value' lines", fix="see the file's guide")
        try:
            return model.model_validate(self.data)
        except ValidationError as error:
            raise CombinedUserError([self._from_pydantic(dict(e)) for e in error.errors()]) from None

    def _from_pydantic(self, error: dict[str, Any]) -> UserError:
        location: Location = tuple(part for part in error["loc"] if not str(part).startswith("function-"))
        name = ".".join(str(part) for part in location) or "the file"
        context = error.get("ctx") or {}
        cause = context.get("error")
        if isinstance(cause, UserError):
            return UserError(cause.what, str(self.path), self.line(location), cause.value, cause.allowed, cause.fix)
        value = "" if error["type"] == "missing" else str(error.get("input", ""))[:200]
        allowed = str(context.get("expected", ""))
        fix = {
            "missing": f"add {name}",
            "extra_forbidden": "remove the line, or correct the spelling of its key",
        }.get(error["type"], "")
        message = str(error["msg"]).removeprefix("Value error, ")
        return UserError(f"{name}: {message}", str(self.path), self.line(location), value, allowed, fix)


def read_yaml(path: Path, guide: Guide = _ANY) -> YamlFile:
    """Read one YAML file.

    Args:
        path: the file.
        guide: how this kind of file is called in errors.

    Raises:
        UserError: the file is missing, is not text, is empty, is not YAML, repeats a key, or is absurd
            (:mod:`landing_zone.yaml.guard`).
    """
    loader = _Loader(guarded_text(path, guide))
    try:
        node = loader.get_single_node()
        if node is None:
            raise UserError("the file is empty", file=str(path), allowed="a YAML mapping", fix="see the file's guide")
        lines = _lines_of(node, str(path))
        data = loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise UserError(f"not YAML: {error.problem}", file=str(path), line=line, fix="correct the syntax") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise UserError(f"not YAML: {error}", file=str(path), fix="correct the syntax") from None
    finally:
        loader.dispose()
    return YamlFile(path, data, lines)


def _lines_of(node: yaml.Node, file: str) -> dict[Location, int]:
    lines: dict[Location, int] = {}
    for location, line in _lines(node, (), file):
        lines[location] = line
        if len(lines) > MAXIMUM_VALUES:
            raise UserError(
                f"the file stands for more than {MAXIMUM_VALUES:,} values",
                file=file,
                fix="write fewer aliases of aliases",
            )
    return lines


def _lines(node: yaml.Node, location: Location, file: str) -> Iterator[tuple[Location, int]]:
    line = node.start_mark.line + 1
    yield location, line
    if isinstance(node, yaml.MappingNode):
        seen: set[Any] = set()
        for key, value in node.value:
            name = key.value
            if name in seen:
                raise UserError(
                    f"the key '{name}' is given twice", file=file, line=key.start_mark.line + 1, fix="keep one of them"
                )
            seen.add(name)
            yield from _lines(value, (*location, name), file)
            yield (*location, name), key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from _lines(item, (*location, index), file)
