"""Reads YAML files with their line numbers, so that a mistake can be shown with its line."""

from __future__ import annotations

import copy
import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from landing_zone.errors import CombinedUserError, UserError
from landing_zone.yaml.guard import Guide, guarded_text
from landing_zone.yaml.issue import Issue, Location
from landing_zone.yaml.loader import Loader
from landing_zone.yaml.pydantic_errors import kind_of, shown, to_issues
from landing_zone.yaml.syntax_errors import syntax_error

MAXIMUM_VALUES = 1_000_000
"""Ten thousand accounts are a hundred thousand values; aliases of aliases can expand a kilobyte to gigabytes."""
FILES_KEPT = 1024
"""Parsed files that are kept in memory: the project's policies are 350, some 20 MB."""
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class YamlFile:
    """One YAML document: its plain data, and the line of each value.

    Args:
        path: the file.
        data: mappings, lists and scalars; dates are ``datetime.date``.
        lines: location in the data (``("accounts", 0, "id")``) to line, counted from 1.
        written: location to the text of a value that is not text: ``011`` is the number 9.
        guide: names of this kind of file in errors.
    """

    path: Path
    data: Any
    lines: Mapping[Location, int] = field(repr=False)
    written: Mapping[Location, str] = field(repr=False)
    guide: Guide

    def line(self, location: Location) -> int:
        """Return the line of a location, or of the nearest one above it that exists; 0 for an empty file."""
        for end in range(len(location), -1, -1):
            if location[:end] in self.lines:
                return self.lines[location[:end]]
        return 0

    def value(self, location: Location) -> Any:
        """Return the value at a location, or ``None`` where there is none."""
        node = self.data
        for part in location:
            try:
                node = node[part]
            except (KeyError, IndexError, TypeError):
                return None
        return node

    def error(self, location: Location, what: str, *, allowed: str = "", fix: str = "") -> UserError:
        """Build the error for a mistake at a location, with file, line and the value there."""
        return self.user_error(Issue(location, what, shown(self.value(location)), allowed, fix))

    def user_error(self, issue: Issue) -> UserError:
        """Add file and line to a mistake, and show the value there as it is written."""
        value, fix = issue.value, issue.fix
        if value and value == shown(self.value(issue.location)):
            value = self.written.get(issue.location, value)
            fix = fix.replace(f'"{issue.value}"', f'"{value[:200]}"')
        return UserError(issue.what, str(self.path), self.line(issue.location), value[:200], issue.allowed, fix)

    def mapping(self, keys: Iterable[str]) -> dict[Any, Any]:
        """Return the document's data.

        Args:
            keys: the allowed keys.

        Raises:
            UserError: it is not a mapping.
        """
        if isinstance(self.data, dict):
            return self.data
        allowed = f"the keys {', '.join(keys)}"
        what = f"the file is not a mapping, but {kind_of(self.data)}"
        raise self.error((), what, allowed=allowed, fix=self.guide.start)

    def parse(self, model: type[Model]) -> Model:
        """Validate the document against a model.

        Raises:
            CombinedUserError: one error for each mistake that the model finds, with its line.
        """
        try:
            return model.model_validate(self.mapping(model.model_fields))
        except ValidationError as error:
            raise CombinedUserError([self.user_error(issue) for issue in to_issues(model, error)]) from None


def read_yaml(path: Path, guide: Guide | None = None) -> YamlFile:
    """Read one YAML file.

    Args:
        path: the file.
        guide: names of this kind of file in errors.

    Raises:
        UserError: the file is missing, is not text, is empty, is not YAML, repeats a key, or has a YAML feature that
            the project does not use (:mod:`landing_zone.yaml.loader`).
    """
    guide = guide or Guide()
    text = guarded_text(path, guide)
    data, lines, written = _parsed(text, str(path), guide)
    return YamlFile(path, copy.deepcopy(data), lines, written, guide)


@functools.lru_cache(maxsize=FILES_KEPT)
def _parsed(text: str, file: str, guide: Guide) -> tuple[Any, dict[Location, int], dict[Location, str]]:
    """Parse a text; one that was parsed already is not parsed again: a run reads each framework up to six times."""
    lines: dict[Location, int] = {}
    written: dict[Location, str] = {}
    try:
        loader = Loader(text, file, guide)
        node = loader.get_single_node()
        if node is None or node.tag == "tag:yaml.org,2002:null":
            comments = text.strip().startswith("#")
            what = "the file has comments alone" if comments else "the file is empty"
            raise UserError(what, file=file, allowed=f"{guide.what}, of 'key: value' lines", fix=guide.start)
        for location, line, text_of_value in _values(node, (), file):
            lines[location] = line
            if text_of_value:
                written[location] = text_of_value
            if len(lines) > MAXIMUM_VALUES:
                what = f"the file expands to more than {MAXIMUM_VALUES:,} values"
                allowed, fix = f"at most {MAXIMUM_VALUES:,} values, aliases followed", "write fewer aliases of aliases"
                raise UserError(what, file, line, "", allowed, fix)
        return loader.construct_document(node), lines, written
    except (yaml.YAMLError, RecursionError) as error:
        raise syntax_error(error, text, file) from None


def _values(node: yaml.Node, location: Location, file: str) -> Iterator[tuple[Location, int, str]]:
    """Yield each location with its line, and with its text where its value is not text."""
    is_text = not isinstance(node, yaml.ScalarNode) or node.tag == "tag:yaml.org,2002:str"
    yield location, node.start_mark.line + 1, "" if is_text else node.value
    if isinstance(node, yaml.MappingNode):
        seen: dict[Any, int] = {}
        for key, value in node.value:
            name, line = key.value, key.start_mark.line + 1
            if name in seen:
                what = f"the key '{name[:60]}' is given twice: in line {seen[name]}, and here"
                raise UserError(what, file, line, name[:200], "each key once", "keep one of them")
            seen[name] = line
            yield from _values(value, (*location, name), file)
            yield (*location, name), line, ""
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from _values(item, (*location, index), file)
