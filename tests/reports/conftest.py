"""A small but complete assessment: every status, every kind of finding, and texts that would break a page."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

import pytest

from landing_zone.assessment.model import (
    AssertionEntry,
    Assessment,
    CheckEntry,
    ControlEntry,
    ControlStatus,
    EnvironmentEntry,
    FindingEntry,
    FrameworkEntry,
    MappingEntry,
    RequirementEntry,
    RequirementStatus,
    ResourceEntry,
    StackEntry,
    Verdict,
)
from landing_zone.assessment.run_model import Seal, UnexaminedEntry
from landing_zone.assessment.waiver_entry import WaiverEntry
from landing_zone.engines.entry import EngineEntry, EngineResults
from landing_zone.reports.site import write_site
from tests.reports.states import every_status
from tests.reports.whole import earlier, whole

HOSTILE = """<script>alert("x")</script> & 'quoted' "text" </td>"""
"""A text that would break out of an element or an attribute when it is not escaped."""

_ENVIRONMENT = "555555555555/eu-west-1"


def _mapping(framework: str, requirement: str, missing: str = "", sources: tuple[str, ...] = ()) -> MappingEntry:
    coverage: Literal["full", "partial"] = "partial" if missing else "full"
    basis: Literal["sources", "judgement"] = "sources" if sources else "judgement"
    return MappingEntry(
        framework=framework, requirement=requirement, coverage=coverage, missing=missing, basis=basis, sources=sources
    )


def _controls() -> tuple[ControlEntry, ...]:
    return (
        ControlEntry(
            id="key-rotation",
            title="Keys rotate each year",
            statement="Each customer-managed key rotates.",
            remediation="Turn rotation on.",
            status=ControlStatus.HELD,
            provided_by=("CustomerManagedKey",),
            rules=("checkov::CKV_AWS_7", "AwsSolutions::AwsSolutions-KMS5"),
            assertions=(AssertionEntry(rule="assertion::key-rotation.on", description="Each key rotates."),),
            config_rules=("CMK_BACKING_KEY_ROTATION_ENABLED",),
            security_hub=("KMS.4",),
            requirements=(
                _mapping("pci-dss-4.0.1", "3.7.4", sources=("Source one", "Source two")),
                _mapping("gdpr", "32(1)(a)", missing="Keys of the organisation's own programs."),
            ),
            passed=3,
        ),
        ControlEntry(
            id="logs-kept",
            title=f"Logs are kept {HOSTILE}",
            statement=f"Each bucket of logs is locked. {HOSTILE}",
            remediation=HOSTILE,
            status=ControlStatus.NOT_HELD,
            rules=("PCI.DSS.321::PCI.DSS.321-S3BucketLoggingEnabled",),
            assertions=(
                AssertionEntry(rule="assertion::logs-kept.one-trail", description="Each environment has a trail."),
            ),
            requirements=(_mapping("pci-dss-4.0.1", "10.3.4", missing=f"Other logs. {HOSTILE}"),),
            passed=1,
            failed=3,
            undetermined=1,
        ),
        ControlEntry(
            id="logs-copied",
            title="Logs are copied to Zürich, 日本",
            statement="Each bucket of logs has a copy.",
            remediation="Add a copy.",
            status=ControlStatus.WAIVED,
            rules=("checkov::CKV_AWS_18",),
            requirements=(_mapping("pci-dss-4.0.1", "10.3.3"), _mapping("gdpr", "32", missing="Restores.")),
            passed=1,
            waived=2,
        ),
        ControlEntry(
            id="waf-rules",
            title="The web ACL has rules",
            statement="Each web ACL has managed rules.",
            remediation="Add them.",
            status=ControlStatus.NOT_APPLICABLE,
            rules=("checkov::CKV_AWS_192",),
        ),
        ControlEntry(
            id="site-visited",
            title="The site is visited",
            statement="Somebody looks.",
            remediation="Look.",
            status=ControlStatus.MANUAL,
            manual="Visit the site each year.",
            requirements=(_mapping("pci-dss-4.0.1", "9.1", missing="The visit."),),
        ),
    )


def _checks() -> tuple[CheckEntry, ...]:
    return (
        CheckEntry(
            rule="PCI.DSS.321::PCI.DSS.321-S3BucketLoggingEnabled",
            engine="PCI.DSS.321",
            controls=("logs-kept",),
            passed=(1,),
            failed=(
                FindingEntry(
                    resource=0,
                    stack="Logs",
                    environment=_ENVIRONMENT,
                    message="The bucket does not log - (Control IDs: 2.2, 10.1, 164.312(a)(2)(iv)). Fix it.",
                    source="stacks/logs.py:12",
                ),
                FindingEntry(resource=None, stack="Logs", message=f"The template is odd: {HOSTILE}"),
            ),
            undetermined=(FindingEntry(resource=2, stack="Data", message="A value is known only at deployment."),),
        ),
        CheckEntry(
            rule="assertion::logs-kept.one-trail",
            engine="assertion",
            title="Each environment has a trail.",
            controls=("logs-kept",),
            passed=(),
            failed=(FindingEntry(resource=None, environment=_ENVIRONMENT, message="No trail is there."),),
        ),
        CheckEntry(
            rule="assertion::key-rotation.on",
            engine="assertion",
            title="Each key rotates.",
            controls=("key-rotation",),
            passed=(1,),
            elsewhere=("stack Logs",),
        ),
        CheckEntry(rule="checkov::CKV_AWS_7", engine="checkov", controls=("key-rotation",), passed=(1,)),
        CheckEntry(
            rule="checkov::CKV_AWS_18",
            engine="checkov",
            controls=("logs-copied",),
            passed=(1,),
            waived=(
                FindingEntry(resource=0, stack="Logs", environment=_ENVIRONMENT, message="No log.", waiver="W-0001"),
                FindingEntry(resource=2, stack="Data", detail="Action::s3:*", message="No log.", waiver="W-0001"),
            ),
        ),
        CheckEntry(rule="checkov::CKV_AWS_192", engine="checkov", controls=("waf-rules",), passed=()),
        CheckEntry(rule="cfn-lint::E3012", engine="cfn-lint", passed=(), elsewhere=("stack Data", "stack Logs")),
        CheckEntry(
            rule="cfn-lint::W1020",
            engine="cfn-lint",
            passed=(),
            waived=(FindingEntry(resource=None, stack="Data", message="A Sub too many.", waiver="W-0002"),),
        ),
    )


def _requirement(id_: str, parent: str | None, status: RequirementStatus, **more: object) -> RequirementEntry:
    values: dict[str, object] = {
        "id": id_,
        "parent": parent,
        "level": "requirement" if parent else "principal",
        "title": f"What {id_} asks",
        "answerable": "shared",
        "status": status,
        "designed": status,
        "why": f"Because of {id_}.",
    }
    return RequirementEntry.model_validate(values | more)


def _frameworks() -> tuple[FrameworkEntry, ...]:
    status = RequirementStatus
    pci = (
        _requirement("3", None, status.CHECKED, controls=("key-rotation",)),
        _requirement("3.7", "3", status.CHECKED, level="section", controls=("key-rotation",)),
        _requirement("3.7.4", "3.7", status.CHECKED, answerable="infrastructure", controls=("key-rotation",)),
        _requirement("3.7.5", "3.7", status.PROVEN),
        _requirement("9", None, status.PARTLY_MET, controls=("site-visited",)),
        _requirement("9.1", "9", status.INHERITED, inherited="AWS guards its buildings.", controls=("site-visited",)),
        _requirement("9.2", "9", status.RUN_TIME_ONLY, applies_if=("service_provider",)),
        _requirement("10", None, status.NOT_MET, controls=("logs-copied", "logs-kept")),
        _requirement("10.3.3", "10", status.WAIVED, controls=("logs-copied",)),
        _requirement(
            "10.3.4",
            "10",
            status.NOT_MET,
            title=f"Change is seen {HOSTILE}",
            why=f"Not held: {HOSTILE}",
            controls=("logs-kept",),
            missing=(HOSTILE, HOSTILE, "Größe der Prüfung"),
            organisation=HOSTILE,
            owner=HOSTILE,
            evidence=HOSTILE,
        ),
    )
    gdpr = (
        _requirement("32", None, status.PARTLY_MET, controls=("key-rotation", "logs-copied")),
        _requirement("32(1)(a)", "32", status.PARTLY_MET, controls=("key-rotation",), missing=("Own programs.",)),
        _requirement(
            "37",
            None,
            status.ORGANISATIONAL,
            level="requirement",
            answerable="organisational",
            organisation="Name a person.",
        ),
    )
    return (
        _framework("pci-dss-4.0.1", "Standard of cards", pci),
        _framework("gdpr", f"Law of data {HOSTILE}", gdpr),
    )


def _framework(id_: str, title: str, requirements: tuple[RequirementEntry, ...]) -> FrameworkEntry:
    counted = [r.status for r in requirements if r.tested]
    return FrameworkEntry(
        id=id_,
        title=title,
        edition="4.0.1",
        published="2024-06",
        source="The library",
        note=HOSTILE,
        counts={status.value: counted.count(status) for status in RequirementStatus},
        requirements=requirements,
    )


def _waiver(id_: str, rule: str, path: str, **more: object) -> WaiverEntry:
    values: dict[str, object] = {
        "id": id_,
        "rules": (rule,),
        "resources": (path,),
        "reason": HOSTILE,
        "owner": "platform",
        "approver": "Zoë Müller",
        "ticket": "SEC-1",
        "approved": date(2026, 1, 2),
        "approval": "approved",
        "created": date(2026, 1, 1),
        "expires": date(2026, 11, 24),
        "days_left": 1,
        "compensating_control": HOSTILE,
        "covers": 2,
    }
    return WaiverEntry.model_validate(values | more)


def _resource(stack: str, logical_id: str, type_: str, environment: str) -> ResourceEntry:
    return ResourceEntry(
        stack=stack,
        logical_id=logical_id,
        type=type_,
        construct_path=f"{stack}/{logical_id}/Resource" if environment else "",
        environment=environment,
        source="stacks/logs.py:12" if environment else "",
    )


@pytest.fixture(scope="session")
def assessment() -> Assessment:
    """Two frameworks, every status of a requirement and of a control, findings of every kind, hostile texts."""
    return Assessment(
        as_of=date(2026, 11, 23),
        organisation=f"Example Pay {HOSTILE}",
        of_this_zone=True,
        verdict=Verdict(held=False, passed=1234, failed=3, waived=3, undetermined=1, unexamined=1),
        engines=(
            EngineEntry(
                name="checkov",
                version="3.3.30",
                templates=2,
                findings=5,
                not_judged=(f"Data: {HOSTILE}",),
                results=EngineResults(fresh=1, from_cache=1, patched=2),
            ),
            EngineEntry(name="cfn-lint", version="1.58.0", templates=2, findings=3),
            EngineEntry(
                name="cdk-nag",
                version="3.0.2",
                templates=2,
                findings=1,
                results=EngineResults(fresh=2, from_cache=0, patched=0),
            ),
            EngineEntry(
                name="assertion",
                version="1",
                templates=0,
                findings=0,
                results=EngineResults(fresh=0, from_cache=0, patched=0),
            ),
        ),
        environments=(
            EnvironmentEntry(
                name="cde-production/eu-west-1",
                account_id="555555555555",
                region="eu-west-1",
                role="workload",
                scope="cde",
                stage="production",
                owner="platform",
            ),
        ),
        stacks=tuple(
            StackEntry(
                name=name,
                template=f"{name}.template.json",
                digest="ab" * 32,
                account="555555555555",
                region="eu-west-1",
                resources=number,
            )
            for name, number in (("Data", 1), ("Logs", 2))
        ),
        resources=(
            _resource("Logs", "Bucket", "AWS::S3::Bucket", _ENVIRONMENT),
            _resource("Logs", "Key", "AWS::KMS::Key", _ENVIRONMENT),
            _resource("Data", "Bucket<b>", "AWS::S3::Bucket", ""),
        ),
        checks=_checks(),
        controls=tuple(c.model_copy(update={"designed": c.status, "objective": c.title}) for c in _controls()),
        frameworks=_frameworks(),
        waivers=(
            _waiver("W-0001", "checkov::CKV_AWS_18", "Logs/Bucket/Resource"),
            _waiver("W-0002", "cfn-lint::W1020", "Data", days_left=40, covers=1),
        ),
        not_judged=(f"One template: {HOSTILE}",),
        unexamined=(UnexaminedEntry(type="AWS::KMS::Key", count=1, resources=(1,)),),
        seal=Seal(files={"Data.template.json": "ab" * 32, "Logs.template.json": "cd" * 32}),
    )


@pytest.fixture(scope="session")
def whole_site(assessment: Assessment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of all that an assessment may carry, compared with an earlier one."""
    folder = tmp_path_factory.mktemp("whole") / "site"
    write_site(whole(every_status(assessment), HOSTILE), folder, earlier(assessment))
    return folder


@pytest.fixture(scope="session")
def site(assessment: Assessment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of that assessment."""
    folder = tmp_path_factory.mktemp("report") / "site"
    write_site(assessment, folder)
    return folder
