"""AWS Lambda: the logging configuration and the dead-letter queue of a function."""

from __future__ import annotations

from pathlib import Path
from typing import Any

_SETTINGS = ("DeadLetterConfig", "LoggingConfig")


def install(_: Path) -> None:
    """Store both settings of a function, and return them."""
    from moto.awslambda import models

    function = models.LambdaFunction
    init_by_moto, get_by_moto, update_by_moto = (
        function.__init__,
        function.get_configuration,
        function.update_configuration,
    )

    def init(self: Any, account_id: str, spec: dict[str, Any], region: str, version: str | int = 1) -> None:
        init_by_moto(self, account_id, spec, region, version)
        self.extra_settings = {name: spec[name] for name in _SETTINGS if name in spec}

    def get(self: Any, on_create: bool = False) -> dict[str, Any]:
        return {**get_by_moto(self, on_create), **self.extra_settings}

    def update(self: Any, config_updates: dict[str, Any]) -> Any:
        self.extra_settings = {
            **self.extra_settings,
            **{name: config_updates[name] for name in _SETTINGS if name in config_updates},
        }
        return update_by_moto(self, config_updates)

    function.__init__ = init
    function.get_configuration = get
    function.update_configuration = update
