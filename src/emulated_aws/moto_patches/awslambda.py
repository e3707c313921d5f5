"""AWS Lambda: where a function logs, and where failed events go."""

from __future__ import annotations

from pathlib import Path
from typing import Any

_KEPT = ("DeadLetterConfig", "LoggingConfig")


def install(_: Path) -> None:
    """Keep both settings of a function, and tell them."""
    from moto.awslambda import models

    function = models.LambdaFunction
    made_by_moto, told_by_moto, changed_by_moto = (
        function.__init__,
        function.get_configuration,
        function.update_configuration,
    )

    def make(self: Any, account_id: str, spec: dict[str, Any], region: str, version: str | int = 1) -> None:
        made_by_moto(self, account_id, spec, region, version)
        self.kept = {name: spec[name] for name in _KEPT if name in spec}

    def told(self: Any, on_create: bool = False) -> dict[str, Any]:
        return {**told_by_moto(self, on_create), **self.kept}

    def change(self: Any, config_updates: dict[str, Any]) -> Any:
        self.kept = {**self.kept, **{name: config_updates[name] for name in _KEPT if name in config_updates}}
        return changed_by_moto(self, config_updates)

    function.__init__ = make
    function.get_configuration = told
    function.update_configuration = change
