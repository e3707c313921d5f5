"""The gates as CDK validation plugins, so that every ``cdk synth``, ``diff`` and ``deploy`` runs all of them.

The plugins report findings to the CDK (``validation-report.json``); they do not decide. A plugin that raises
makes the CDK print a line and exit with 0, and acknowledgements can silence what a plugin reports; therefore the
judgement is made once, kept, and the exit code is taken from :meth:`GateHandle.outcome`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

import aws_cdk as cdk
import jsii
from constructs import IConstruct

from landing_zone.engines.broken import BrokenEngineError
from landing_zone.engines.cdk_nag.engine import PACKS
from landing_zone.errors import UserError
from landing_zone.findings.finding import Finding, Status
from landing_zone.gate.acknowledgements import METADATA_TYPE, TREE_FILE

NAMESPACES = (*PACKS, "assertion", "cfn-lint", "checkov", "deliveries", "escalation", "gate")
"""One plugin each, so that rule ids in the CDK's report are ``<namespace>::<rule>`` as everywhere else."""

_FIX = "fix the resource, or put a waiver in policies/waivers.yaml if the exception is meant"
_PREFIX = {Status.UNDETERMINED: "undetermined: "}


class HasFindings(Protocol):
    """What the gates need of a verdict: the findings, waivers applied."""

    @property
    def findings(self) -> Sequence[Finding]:
        """All findings."""


JudgementT = TypeVar("JudgementT", bound=HasFindings)


class GateHandle(Generic[JudgementT]):
    """One judgement of one synth, made when the first plugin is asked.

    Args:
        app: the CDK app.
        judge: judges the assembly in a folder.
    """

    def __init__(self, app: cdk.App, judge: Callable[[Path], JudgementT]) -> None:
        self._app = app
        self._judge = judge
        self._verdict: JudgementT | None = None
        self._error: BaseException | None = None
        self._reported = False

    def synthesize(self) -> None:
        """Let the CDK write the assembly, which asks the gates.

        Without its CLI the CDK raises when a plugin reports something. Where it was ours, the verdict says so.

        Raises:
            RuntimeError: the CDK could not synthesize; or another plugin than ours reports something.
        """
        try:
            self._app.synth()
        except RuntimeError:
            if self._error is None and (self._verdict is None or not self._reported):
                raise

    def outcome(self) -> JudgementT:
        """Return the verdict of the synth.

        Raises:
            UserError: what the judgement raised; or it was never made, since the CDK did not ask for it.
            BaseException: whatever else the judgement raised, so that no fault is taken for a verdict.
        """
        if self._error is not None:
            raise self._error
        if self._verdict is None:
            raise BrokenEngineError(
                "gate",
                "the CDK synthesized without asking the gates",
                fix="synthesize with app.synth() and leave validation switched on",
            )
        return self._verdict

    def violations(self, namespace: str) -> list[Finding]:
        """Judge, if that was not done, and return what fails in a namespace.

        Raises:
            BaseException: what the judgement raised, each time anew.
        """
        if self._verdict is None and self._error is None:
            try:
                folder = Path(self._app.outdir)
                write_tree_acknowledgements(self._app, folder)
                self._verdict = self._judge(folder)
            except BaseException as error:  # noqa: BLE001 - kept, since the CDK would turn it into exit code 0
                self._error = error
        open_ones = (Status.FAIL, Status.UNDETERMINED)
        found = [f for f in self.outcome().findings if f.status in open_ones and not f.advice and f.engine == namespace]
        self._reported = self._reported or bool(found)
        return found


@jsii.implements(cdk.IPolicyValidationPlugin)
class _Plugin:
    """Reports what fails in one namespace."""

    def __init__(self, namespace: str, handle: GateHandle[Any]) -> None:
        self._namespace = namespace
        self._handle = handle

    @property
    def name(self) -> str:
        return self._namespace

    @property
    def version(self) -> str | None:
        return None

    @property
    def rule_ids(self) -> list[str] | None:
        return None

    def validate(self, context: cdk.IPolicyValidationContext) -> cdk.PolicyValidationPluginReport:
        try:
            found = self._handle.violations(self._namespace)
        except BaseException as error:  # noqa: BLE001 - an exception here would make the CDK exit with 0
            broken = [_broken(error)] if self._namespace == NAMESPACES[0] else []  # reported once
            return cdk.PolicyValidationPluginReport(success=False, violations=broken)
        files = {Path(path).name.removesuffix(".template.json"): path for path in context.template_paths}
        violations = _violations(found, files)
        return cdk.PolicyValidationPluginReport(success=not violations, violations=violations)


def attach_gates(app: cdk.App, judge: Callable[[Path], JudgementT]) -> GateHandle[JudgementT]:
    """Attach the gates to an app; call it before ``app.synth()``.

    Args:
        app: the app, with all its stacks or before they are made.
        judge: judges the assembly in a folder; it is called once, when all templates are written.

    Returns:
        What holds the verdict after the synth.
    """
    handle = GateHandle(app, judge)
    cdk.Validations.of(app).add_plugins(*(_Plugin(namespace, handle) for namespace in NAMESPACES))
    return handle


def expected_templates(app: cdk.App) -> dict[Path, tuple[str, str]]:
    """Return the file of each template that a synth will write, to the account and Region of its stack.

    Nested stacks are left out. An account or Region that is known at deployment alone is "".
    """
    found: dict[Path, tuple[str, str]] = {}

    def visit(stage: cdk.Stage) -> None:
        for child in stage.node.children:
            if isinstance(child, cdk.Stack):
                place = (child.account, child.region)
                known = tuple("" if cdk.Token.is_unresolved(text) else text for text in place)
                found[Path(stage.outdir, child.template_file)] = known  # type: ignore[assignment]
            elif isinstance(child, cdk.Stage):
                visit(child)

    visit(app)
    return found


def write_tree_acknowledgements(app: cdk.App, folder: Path) -> None:
    """Write the acknowledgements on the app and on stages to a file, since the CDK does not.

    Args:
        app: the construct tree.
        folder: the assembly; :data:`landing_zone.gate.acknowledgements.TREE_FILE` is written there, or removed when
            there are no such acknowledgements.
    """
    found: dict[str, dict[str, str]] = {}

    def visit(construct: IConstruct) -> None:
        for entry in construct.node.metadata:
            if entry.type == METADATA_TYPE:
                found.setdefault(construct.node.path, {}).update({str(k): str(v) for k, v in dict(entry.data).items()})
        for child in construct.node.children:
            if not cdk.Stack.is_stack(child):  # the CDK writes the metadata of a stack and below
                visit(child)

    visit(app)
    file = folder / TREE_FILE
    if found:
        file.write_text(json.dumps(found, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    else:
        file.unlink(missing_ok=True)


def _violations(findings: Sequence[Finding], files: dict[str, str]) -> list[cdk.PolicyViolation]:
    by_rule: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_rule[finding.rule_with_detail].append(finding)
    return [
        cdk.PolicyViolation(
            rule_name=rule.partition("::")[2],
            description=f"{_PREFIX.get(found[0].status, '')}{found[0].message or rule}",
            fix=_FIX,
            severity="error",
            violating_resources=[_resource(finding, files) for finding in found],
        )
        for rule, found in sorted(by_rule.items())
    ]


def _resource(finding: Finding, files: dict[str, str]) -> cdk.PolicyViolatingResource:
    return cdk.PolicyViolatingResource(
        construct_path=finding.construct_path or None,
        resource_logical_id=finding.logical_id or None,
        template_path=files.get(finding.stack),
        locations=[finding.detail] if finding.detail else [],
    )


def _broken(error: BaseException) -> cdk.PolicyViolation:
    what = error.what if isinstance(error, UserError) else f"{type(error).__name__}: {error}"
    return cdk.PolicyViolation(
        rule_name="not-judged",
        description=f"the gates could not judge, so nothing passes: {what}",
        fix=error.fix if isinstance(error, UserError) else "report it",
        severity="error",
        violating_resources=[cdk.PolicyViolatingResource(locations=[])],
    )
