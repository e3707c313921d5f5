"""A recorder of AWS Config: ``DescribeConfigurationRecorders``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import only, pascal, picked
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    found = only(
        request.client("config"),
        "describe_configuration_recorders",
        "ConfigurationRecorders",
        "NoSuchConfigurationRecorderException",
        ConfigurationRecorderNames=[request.physical_id],
    )
    if not found:
        return None
    return Reading(picked(pascal(found), "Name", "RecordingGroup", "RecordingMode", "RoleARN"))


READER = Reader(
    "AWS::Config::ConfigurationRecorder",
    read,
    unordered=frozenset({"RecordingGroup.ExclusionByResourceTypes.ResourceTypes", "RecordingGroup.ResourceTypes"}),
)
