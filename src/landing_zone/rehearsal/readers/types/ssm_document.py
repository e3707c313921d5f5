"""A document of Systems Manager: ``DescribeDocument``, ``GetDocument``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import answer_or_none, picked
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    ssm = request.client("ssm")
    name = request.physical_id
    # the default version is the one that runs
    answer = answer_or_none(ssm.describe_document, "InvalidDocument", Name=name)
    if answer is None:
        return None
    document = answer["Document"]
    properties = {
        **picked(document, "DocumentFormat", "DocumentType", "Name", "Requires", "Tags", "TargetType", "VersionName"),
    }
    # the service returns a document as JSON or YAML; text is compared as text, a mapping as data
    content = request.declared.get("Content")
    as_format = request.declared.get("DocumentFormat", "JSON") if isinstance(content, str) else "JSON"
    properties["Content"] = ssm.get_document(Name=name, DocumentFormat=as_format)["Content"]
    return Reading(
        properties,
        not_readable={
            "Attachments": "Systems Manager copies attachments and does not return their sources",
            "UpdateMethod": "controls how CloudFormation updates; no API returns it",
        },
    )


READER = Reader("AWS::SSM::Document", read, open_lists=frozenset({"Tags"}), documents=frozenset({"Content"}))
