"""Attempts to silence the gates, each reported as a failing check.

None of them changes what the engines find: these judge the final templates with all suppressions removed. But a
suppression is an exception, and exceptions belong in ``policies/waivers.yaml``, where they are approved and expire.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from landing_zone.cloudformation.iam.document import text_written
from landing_zone.cloudformation.model import Assembly, Resource, Template
from landing_zone.cloudformation.types.resource_type import resource_type
from landing_zone.findings.finding import Finding, Status, in_order
from landing_zone.gate.acknowledgements import Acknowledgement, read_acknowledgements

Backed = Callable[[str, str], bool]
"""Qualified rule id with detail, and construct path: whether a valid waiver covers it."""


@dataclass(frozen=True, slots=True)
class BypassCheck:
    """A check for one kind of bypass.

    Args:
        rule: the id of the check.
        what: what it finds, one clause.
        fix: what to do about it.
    """

    rule: str
    what: str
    fix: str


_WAIVE = "put a waiver in policies/waivers.yaml if the exception is meant"

BARE = BypassCheck(
    "gate::bare-acknowledgement",
    "an acknowledgement whose rule id has no engine in front: it silences cdk-nag and leaves no trace in CDK's report",
    f"remove it; {_WAIVE}",
)
UNBACKED = BypassCheck(
    "gate::unbacked-acknowledgement", "an acknowledgement that no waiver covers", f"remove it; {_WAIVE}"
)
EMPTY_REASON = BypassCheck("gate::empty-reason", "an acknowledgement without a reason", f"give the reason; {_WAIVE}")
BROAD = BypassCheck(
    "gate::broad-acknowledgement",
    "an acknowledgement on a stack, a stage or the app, which silences a rule for everything in there",
    f"move it to the one resource; {_WAIVE}",
)
CHECKOV_SKIP = BypassCheck("gate::checkov-metadata-skip", "a checkov skip in Metadata", f"remove it; {_WAIVE}")
CHECKOV_COMMENT = BypassCheck("gate::checkov-comment-skip", "a checkov skip in a comment", f"remove it; {_WAIVE}")
NAG_METADATA = BypassCheck("gate::cdk-nag-metadata", "a cdk-nag suppression in Metadata", f"remove it; {_WAIVE}")
LINT_METADATA = BypassCheck("gate::cfn-lint-metadata", "a cfn-lint directive in Metadata", f"remove it; {_WAIVE}")
GUARD_SUPPRESSION = BypassCheck(
    "gate::guard-suppression", "a CloudFormation Guard suppression in Metadata", f"remove it; {_WAIVE}"
)
POLICY_TEXT = BypassCheck(
    "gate::policy-as-text",
    "a policy written as text, which CloudFormation takes and no engine reads",
    "write it as a mapping",
)

BYPASS_CHECKS = (
    BARE,
    UNBACKED,
    EMPTY_REASON,
    BROAD,
    CHECKOV_SKIP,
    CHECKOV_COMMENT,
    NAG_METADATA,
    LINT_METADATA,
    GUARD_SUPPRESSION,
    POLICY_TEXT,
)

_METADATA = {"checkov": CHECKOV_SKIP, "cdk_nag": NAG_METADATA, "cfn-lint": LINT_METADATA, "guard": GUARD_SUPPRESSION}
_COMMENT = re.compile(r"#.*(checkov|bridgecrew):skip\s*=\s*(?P<rule>[\w.-]+)")
_NOT_QUALIFIED = "Annotation::"
_NO_ENGINE_OF_OURS = re.compile(r"Annotation::@aws-cdk/|CloudFormation-Validate::")
"""Warnings of the CDK's own constructs, and of its built-in validation. Acknowledging these silences none of our
engines, and the CDK does so itself (for a flow log, two rules about its own properties)."""


def find_bypasses(assembly: Assembly, backed: Backed) -> tuple[Finding, ...]:
    """Find every bypass in an assembly, or in templates from elsewhere.

    Args:
        assembly: what is judged.
        backed: whether a waiver covers a rule on a construct.

    Returns:
        A failing finding for each bypass, and a pass for each template and check that found none in it; sorted.

    Raises:
        UserError: a file of the assembly that may hold acknowledgements cannot be read.
    """
    by_file = {template.path.name: template for template in assembly.templates if not template.file_digest}
    findings: list[Finding] = []
    for acknowledgement in read_acknowledgements(assembly.path):
        template = by_file.get(Path(acknowledgement.template_file).name) if acknowledgement.template_file else None
        findings.extend(_judge(acknowledgement, template, backed))
    for template in assembly.templates:
        findings.extend(_in_template(template, assembly.file(template)))
    failed = {(finding.rule, finding.stack) for finding in findings}
    findings += [
        Finding(check.rule, template.name, "", "", Status.PASS, environment=template.environment)
        for template in assembly.templates
        for check in BYPASS_CHECKS
        if (check.rule, template.name) not in failed
    ]
    return tuple(in_order(set(findings)))


def _judge(acknowledgement: Acknowledgement, template: Template | None, backed: Backed) -> Iterator[Finding]:
    if _NO_ENGINE_OF_OURS.match(acknowledgement.rule):
        return
    rule = acknowledgement.rule
    bare = rule.startswith(_NOT_QUALIFIED) or "::" not in rule
    rule = rule.removeprefix(_NOT_QUALIFIED)
    found = {
        BARE: bare,
        EMPTY_REASON: not acknowledgement.reason.strip(),
        BROAD: acknowledgement.broad,
        UNBACKED: not bare and not backed(rule, acknowledgement.construct_path),
    }
    resource = template.resources.get(acknowledgement.logical_id) if template else None
    for check, holds in found.items():
        if holds:
            yield Finding(
                check.rule,
                template.name if template else "",
                acknowledgement.logical_id,
                rule,
                Status.FAIL,
                construct_path=acknowledgement.construct_path or "the app",
                resource_type=resource.type if resource else "",
                environment=template.environment if template else "",
                message=f"{check.what}: '{rule}'; {check.fix}",
            )


def _in_template(template: Template, file: str) -> Iterator[Finding]:
    for key, check in _METADATA.items():
        if (value := _metadata(template.body).get(key)) is not None:
            yield _finding(check, template, file, None, value)
        for resource in template.resources.values():
            if (value := _metadata(resource.body).get(key)) is not None:
                yield _finding(check, template, file, resource, value)
    for resource in template.resources.values():
        if not resource_type(resource.type).policy_as_text and (text := _policy_text(resource.properties)):
            yield _finding(POLICY_TEXT, template, file, resource, text)
    for comment in _COMMENT.finditer("" if template.file_digest else template.text):  # the file's own template has it
        line = template.text.count("\n", 0, comment.start()) + 1
        yield Finding(
            CHECKOV_COMMENT.rule,
            template.name,
            "",
            f"line {line}",
            Status.FAIL,
            environment=template.environment,
            message=f"{CHECKOV_COMMENT.what}: '{comment['rule']}'; {CHECKOV_COMMENT.fix}",
            source=f"{file}:{line}",
        )


def _policy_text(value: Any) -> str:
    """Return a text in a value, or one that functions join, that holds a policy; "" when there is none."""
    text = value if isinstance(value, str) else text_written(value) if isinstance(value, dict) else ""
    if '"Statement"' in text and '"Effect"' in text:
        return text
    if isinstance(value, dict) and "Fn::ToJsonString" in value and "Statement" in str(value):
        return str(value)
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return next((text for item in inner if (text := _policy_text(item))), "")


def _metadata(holder: Mapping[str, Any]) -> Mapping[str, Any]:
    metadata = holder.get("Metadata")
    return metadata if isinstance(metadata, Mapping) else {}


def _finding(check: BypassCheck, template: Template, file: str, resource: Resource | None, value: Any) -> Finding:
    return Finding(
        check.rule,
        template.name,
        resource.logical_id if resource else "",
        "",
        Status.FAIL,
        construct_path=resource.construct_path if resource else "",
        resource_type=resource.type if resource else "",
        environment=template.environment,
        message=f"{check.what}: {str(value)[:120]}; {check.fix}",
        source=f"{file}:{resource.line}" if resource and resource.line else "",
    )
