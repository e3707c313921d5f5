"""A document of Systems Manager: ``DescribeDocument``, ``GetDocument``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import answer_or_none, picked
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(asked: ReadRequest) -> Reading | None:
    """Ask the service; ``None`` when the resource does not exist."""
    ssm = asked.client("ssm")
    name = asked.physical_id
    # the default version is the one that runs
    answer = answer_or_none(ssm.describe_document, "InvalidDocument", Name=name)
    if answer is None:
        return None
    document = answer["Document"]
    properties = {
        **picked(document, "DocumentFormat", "DocumentType", "Name", "Requires", "Tags", "TargetType", "VersionName"),
    }
    # the service gives either spelling of a document; text is compared as text, a mapping as data
    content = asked.declared.get("Content")
    as_format = asked.declared.get("DocumentFormat", "JSON") if isinstance(content, str) else "JSON"
    properties["Content"] = ssm.get_document(Name=name, DocumentFormat=as_format)["Content"]
    return Reading(
        properties,
        not_told={
            "Attachments": "Systems Manager takes attachments over and does not tell where they came from",
            "UpdateMethod": "tells CloudFormation how to update; no API has it",
        },
    )


READER = Reader("AWS::SSM::Document", read, open_lists=frozenset({"Tags"}), documents=frozenset({"Content"}))
