"""Patches that make checkov faster without changing its findings: repeated work is done once, and copies are direct.

To resolve references checkov makes a graph of a template. For that it copies values by pickling them, each with marks
of its position, and it writes out all nested values of a resource, with a digest, each time that another resource
refers to it. Each patch here replaces one such function, and returns what that function
returns. The patches depend on checkov's internals, so they are applied only where its code is, byte for byte, the code
that they were written for; otherwise checkov runs unpatched, slower, with the same result.
``tests/engines/test_patches.py`` compares the findings with and without.
"""

from __future__ import annotations

import importlib
from typing import Any

from yaml import Mark

from landing_zone.engines.engine import digest_of_modules
from landing_zone.engines.json_nodes import NotPlainError, parse_nodes

PATCHED_SOURCES_DIGEST = "de64f15ce9f6323312deaab4ef1af0fb562df73ca45921ab3e80badfd9fa6df6"
"""Digest of the modules below in the release of checkov that is pinned."""

MODULES = (
    "checkov.cloudformation.cfn_utils",
    "checkov.cloudformation.graph_builder.graph_components.blocks",
    "checkov.cloudformation.graph_builder.local_graph",
    "checkov.cloudformation.graph_builder.variable_rendering.renderer",
    "checkov.cloudformation.parser",
    "checkov.cloudformation.parser.cfn_yaml",
    "checkov.common.graph.graph_builder.graph_components.blocks",
    "checkov.common.graph.graph_builder.local_graph",
    "checkov.common.graph.graph_builder.variable_rendering.renderer",
    "checkov.common.parsers.node",
    "checkov.common.util.data_structures_utils",
)


def apply_patches() -> bool:
    """Apply the patches, for the whole process.

    Returns:
        Whether they were applied: not where checkov's code differs from that which they were written for.
    """
    if digest_of_modules(MODULES) != PATCHED_SOURCES_DIGEST:
        return False
    modules: tuple[Any, ...] = tuple(importlib.import_module(module) for module in MODULES)
    utils, _, graph, renderer, _, yaml, blocks, _, _, node, structures = modules
    copy = _copier(node, structures.pickle_deepcopy)
    for module in (utils, graph, renderer, blocks):
        module.pickle_deepcopy = copy
    _cache_attributes(graph.CloudformationLocalGraph)
    yaml.loads = _loads(node, yaml.loads)
    return True


def _loads(node: Any, original: Any) -> Any:
    """Replaces ``cfn_yaml.loads``, which parses YAML; all values on one line have the same mark here."""
    here = Mark("", 0, 0, 0, None, 0)

    def loads(text: Any, file: Any, content_type: Any = None) -> Any:
        def mapping(pairs: list[tuple[Any, Any]]) -> Any:
            return node.DictNode({**dict(pairs), "__file__": file, "__startline__": 1, "__endline__": 1}, here, here)

        # A list may name a file whose content checkov puts there.
        if "${file(" in text:
            return original(text, file, content_type)
        try:
            return parse_nodes(
                text,
                mapping,
                lambda items: node.ListNode(items, here, here),
                lambda value: node.StrNode(value, here, here),
            )
        except NotPlainError:
            return original(text, file, content_type)

    return loads


class _UnknownError(Exception):
    """A value of a class that is not known here."""


def _copier(node: Any, original: Any) -> Any:
    """Replaces ``pickle_deepcopy``: an object that occurs twice is one object in the copy, too.

    That is known by the identity of the objects of one value, within one call, while that value keeps them alive: as
    ``copy.deepcopy`` does it, and nothing is kept for the next call. Texts are not copied, since they are immutable;
    the marks, which hold the position of a value, are shared: no code changes one, and no finding is made of them.
    """
    immutable = frozenset((node.StrNode, str, int, float, bool, type(None)))
    marked = frozenset((node.DictNode, node.ListNode))

    def copied(value: Any, made: dict[int, Any]) -> Any:
        kind = type(value)
        if kind in immutable:
            return value
        known = made.get(id(value))
        if known is not None:
            return known
        if kind is dict or kind is node.DictNode:
            fresh = made[id(value)] = kind.__new__(kind)
            for key, item in value.items():
                if type(key) not in immutable:
                    raise _UnknownError
                fresh[key] = item if type(item) in immutable else copied(item, made)
        elif kind is list or kind is node.ListNode:
            fresh = made[id(value)] = kind.__new__(kind)
            fresh.extend([item if type(item) in immutable else copied(item, made) for item in value])
        else:
            raise _UnknownError
        if kind in marked:
            vars(fresh).update(vars(value))
        return fresh

    def copy(value: Any) -> Any:
        try:
            return copied(value, {})
        except _UnknownError:
            return original(value)

    return copy


def _cache_attributes(graph: Any) -> None:
    """Let a graph cache the written-out values of its resources, until one of them is changed."""
    original, update, finish = (
        graph.get_vertex_attributes_by_index,
        graph.update_vertex_attribute,
        graph.update_vertices_configs,
    )

    def get_vertex_attributes_by_index(self: Any, index: int, add_hash: bool = True) -> Any:
        known = vars(self).setdefault("_attribute_cache", {})
        if (index, add_hash) not in known:
            known[index, add_hash] = original(self, index, add_hash)
        return known[index, add_hash]

    def update_vertex_attribute(self: Any, vertex_index: int, *rest: Any, **named: Any) -> None:
        vars(self).pop("_attribute_cache", None)
        update(self, vertex_index, *rest, **named)

    def update_vertices_configs(self: Any) -> None:
        vars(self).pop("_attribute_cache", None)
        finish(self)

    graph.get_vertex_attributes_by_index = get_vertex_attributes_by_index
    graph.update_vertex_attribute = update_vertex_attribute
    graph.update_vertices_configs = update_vertices_configs
