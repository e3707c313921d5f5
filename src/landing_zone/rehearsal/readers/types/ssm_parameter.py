"""A parameter of Systems Manager: ``GetParameter``, ``DescribeParameters``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import answer_or_none, only, picked
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    ssm = request.client("ssm")
    name = request.physical_id
    answer = answer_or_none(ssm.get_parameter, "ParameterNotFound", Name=name)
    if answer is None:
        return None
    parameter = answer["Parameter"]
    by_name = [{"Key": "Name", "Option": "Equals", "Values": [name]}]
    described = only(ssm, "describe_parameters", "Parameters", ParameterFilters=by_name) or {}
    properties = {
        **picked(described, "AllowedPattern", "Description", "Policies", "Tier"),
        **picked(parameter, "DataType", "Name", "Type", "Value"),
    }
    if "Tags" in request.declared:
        found = ssm.list_tags_for_resource(ResourceType="Parameter", ResourceId=name).get("TagList", [])
        properties["Tags"] = {tag["Key"]: tag["Value"] for tag in found}
    return Reading(properties, picked(parameter, "Type", "Value"))


READER = Reader("AWS::SSM::Parameter", read)
