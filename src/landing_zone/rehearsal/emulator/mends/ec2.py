"""Amazon EC2: the file format and folders of flow logs."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def install(_: Path) -> None:
    """Keep the ``DestinationOptions`` of a flow log; moto tells every attribute that its model has."""
    from moto.ec2.responses.flow_logs import FlowLogs

    create_by_moto = FlowLogs.create_flow_logs

    def create(self: Any) -> Any:
        answer = create_by_moto(self)
        given = self._get_param("DestinationOptions")
        if given:
            for flow_log_id in answer.result["FlowLogIds"]:
                self.ec2_backend.flow_logs[flow_log_id].destination_options = given
        return answer

    FlowLogs.create_flow_logs = create
