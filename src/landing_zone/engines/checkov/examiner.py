"""Runs checkov's CloudFormation checks on one template, in process; imported by a worker alone.

Checkov's own runner swallows errors: a check that raises becomes "unknown" and vanishes, a graph check that raises
vanishes, an own check that does not parse is skipped, skips in metadata are obeyed. So its parser, graph and checks
are used, and the loop over them is ours. What a graph check raises in one of checkov's threads is lost there already;
so its solvers work in no thread but ours. Its checks of IAM policies keep documents by name for the whole process; here
they keep none.
"""

from __future__ import annotations

import importlib.util
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

from checkov.cloudformation.cfn_utils import create_definitions
from checkov.cloudformation.checks.resource.BaseCloudsplainingIAMCheck import BaseCloudsplainingIAMCheck
from checkov.cloudformation.checks.resource.registry import cfn_registry
from checkov.cloudformation.context_parser import ContextParser
from checkov.cloudformation.graph_builder.graph_to_definitions import convert_graph_vertices_to_definitions
from checkov.cloudformation.runner import Runner
from checkov.common.checks_infra.registry import get_graph_checks_registry
from checkov.common.checks_infra.solvers.attribute_solvers import base_attribute_solver
from checkov.common.checks_infra.solvers.resource_solvers import base_resource_solver
from checkov.common.graph.graph_builder import CustomAttributes
from checkov.common.models.enums import CheckResult, ParallelizationType
from checkov.common.output.report import CheckType
from checkov.common.parallelizer.parallel_runner import parallel_runner
from checkov.runner_filter import RunnerFilter

from landing_zone.engines.checkov.patches import apply_patches
from landing_zone.engines.engine import EngineResult, RawFinding
from landing_zone.findings.finding import Status

_STATUS = {CheckResult.PASSED: Status.PASS, CheckResult.FAILED: Status.FAIL}
"""Checkov's "unknown" means that a check does not apply to the resource: not a finding."""


_MALFORMED = (TypeError, ValueError, LookupError, AttributeError, RecursionError)
"""What checkov's graph raises on functions that have another form than it expects (``Fn::Sub: 3``)."""


class _SameThread(Executor):
    """Replaces the threads of checkov's solvers, in which an exception is lost; here the caller gets it."""

    def submit(self, work: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        """Do the work at once."""
        done: Future[Any] = Future()
        done.set_result(work(*arguments, **named))
        return done


class _KeepsNothing(dict[str, dict[str, Any]]):
    """Replaces the documents that CKV_AWS_107 to 111 keep by path, type, logical id and policy name.

    Another template's policy, or a second policy of one name in the same resource, would be judged by the document of
    the first one. Keeping them saves no time that can be measured: each check reads few documents.
    """

    def get(self, *_: Any) -> dict[str, Any]:
        """Return no documents."""
        return {}

    def __missing__(self, _: str) -> dict[str, Any]:
        return {}


class CheckovExaminer:
    """Checkov with all its CloudFormation checks, and our own.

    Args:
        directories: the folders of our own checks: Python files and YAML files, one check a file.
        stock: leave out the patches that make checkov faster. That its solvers work in our thread, and that it keeps no
            policies, stays: it is for correctness.

    Attributes:
        patched: whether functions of checkov were replaced for speed.

    Raises:
        ValueError: an own check does not load, or has the id of another.
    """

    def __init__(self, directories: Sequence[Path] = (), *, stock: bool = False) -> None:
        # checkov would start a process and pickle its result for each single template.
        parallel_runner.type = ParallelizationType.NONE
        base_attribute_solver.ThreadPoolExecutor = base_resource_solver.ThreadPoolExecutor = _SameThread
        BaseCloudsplainingIAMCheck.policy_document_cache = _KeepsNothing()
        self.patched = not stock and apply_patches()
        self._graph_checks = get_graph_checks_registry(CheckType.CLOUDFORMATION)
        self._graph_checks.load_checks()
        before = set(check_ids())
        own: list[str] = []
        for directory in directories:
            for file in sorted(directory.glob("*.py")):
                own.extend(_load_python_check(file))
            known = len(self._graph_checks.checks)
            files = sorted(directory.glob("*.yaml"))
            self._graph_checks.load_external_checks(str(directory))
            loaded = [check.id for check in self._graph_checks.checks[known:]]
            if len(loaded) != len(files):
                raise ValueError(f"{directory}: {len(files)} YAML checks, but checkov could load {len(loaded)} of them")
            own.extend(loaded)
        if twice := sorted({check for check in own if check in before or own.count(check) > 1}):
            raise ValueError(f"two checks have the id {', '.join(twice)}")

    def examine(self, template: str, region: str) -> EngineResult:  # noqa: ARG002 - no check of checkov looks at the Region
        """Judge one template: every check on every resource."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "template.json")
            file.write_text(template, encoding="utf-8")
            try:
                definition, graph, errors = _read(str(file))
            except _MALFORMED as error:
                return EngineResult((), f"checkov cannot read it: {type(error).__name__}: {error}")
        if definition is None:
            why = "; ".join(error.replace(str(file), "") for error in errors)
            return EngineResult((), why.strip(": ") or "checkov does not accept it as a CloudFormation template")
        findings: set[RawFinding] = set()
        # For a template without resources, which only a person writes, checkov's definition has no "Resources".
        for logical_id, resource in definition.get("Resources", {}).items():
            if isinstance(resource, dict) and isinstance(resource.get("Type"), str):
                findings.update(_judge_resource(str(logical_id), resource))
        for check in self._graph_checks.checks:
            findings.update(_judge_graph(check, graph))
        return EngineResult(tuple(sorted(findings)))


def check_ids() -> list[str]:
    """Return the ids of all loaded CloudFormation checks, sorted and unique."""
    resource = {check.id for _, check in cfn_registry.all_checks()}
    return sorted(resource | {check.id for check in get_graph_checks_registry(CheckType.CLOUDFORMATION).checks})


def _read(file: str) -> tuple[dict[str, Any] | None, Any, list[str]]:
    """Parse a template and build its graph, as ``Runner.run`` does, without what only its report needs.

    That is the lines of each resource with the skips in comments, and a dump of the template for its log.

    Returns:
        The template with its references resolved, or ``None`` when checkov does not accept it as one; its graph; the
        files that cannot be parsed.
    """
    errors: dict[str, str] = {}
    definitions, lines = create_definitions(None, [file], _filter(), errors)
    runner = Runner()
    graph = runner.graph_manager.build_graph_from_definitions(definitions)
    runner.graph_manager.save_graph(graph)
    definitions, _ = convert_graph_vertices_to_definitions(vertices=graph.vertices, root_folder=None)
    definition = definitions.get(file)
    if not isinstance(definition, dict):
        return None, None, list(errors)
    if file in lines:
        ContextParser(file, definition, lines[file]).evaluate_default_refs()
    return definition, runner.graph_manager.get_reader_endpoint(), list(errors)


def _judge_resource(logical_id: str, resource: dict[str, Any]) -> Iterator[RawFinding]:
    for check in cfn_registry.get_checks(resource["Type"]):
        rule = f"checkov::{check.id}"
        try:
            outcome = check.run("template.json", resource, logical_id, resource["Type"], {})
        except Exception as error:  # noqa: BLE001 - a check may raise anything, and then it has no result
            yield RawFinding(rule, logical_id, "", Status.UNDETERMINED, f"{check.name}: the check raised {error!r}")
            continue
        if status := _STATUS.get(outcome["result"]):
            yield RawFinding(rule, logical_id, "", status, str(check.name))


def _judge_graph(check: Any, graph: Any) -> Iterator[RawFinding]:
    rule = f"checkov::{check.id}"
    try:
        passed, failed, _ = check.run(graph)
    except Exception as error:  # noqa: BLE001 - as above; it is not known for which resource
        yield RawFinding(rule, "", "", Status.UNDETERMINED, f"{check.name}: the check raised {error!r}")
        return
    for logical_id in _resources(passed):
        yield RawFinding(rule, logical_id, "", Status.PASS, str(check.name))
    for logical_id in _resources(failed):
        yield RawFinding(rule, logical_id, "", Status.FAIL, str(check.name))


def _resources(vertices: Iterable[dict[str, Any]]) -> Iterator[str]:
    for vertex in vertices:
        if vertex.get(CustomAttributes.BLOCK_TYPE) == "resource":
            yield str(vertex[CustomAttributes.BLOCK_NAME]).rpartition(".")[2]


def _filter() -> Any:
    return RunnerFilter(framework=["cloudformation"], download_external_modules=False, show_progress_bar=False)


def _load_python_check(file: Path) -> list[str]:
    before = list(check_ids())
    spec = importlib.util.spec_from_file_location(f"landing_zone_own_checks.{file.stem}", file)
    if spec is None or spec.loader is None:
        raise ValueError(f"{file} is not a Python file")
    spec.loader.exec_module(importlib.util.module_from_spec(spec))
    loaded = [check for check in check_ids() if check not in before]
    if len(loaded) != 1:
        raise ValueError(f"{file}: one check a file, with a new id, but it registers {json.dumps(loaded)}")
    return loaded
