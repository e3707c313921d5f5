"""AWS Lambda: the logging configuration and the dead-letter queue of a function."""

from __future__ import annotations

from typing import Any

from emulated_aws.moto_patches.patch import Patch

_FUNCTION = "moto.awslambda.models:LambdaFunction"
_SETTINGS = ("DeadLetterConfig", "LoggingConfig")

_KEEPS_SETTINGS = Patch(
    what="A function's `DeadLetterConfig` and `LoggingConfig` are dropped", reported="no issue found, 2026-11-30"
)


def _given(spec: dict[str, Any]) -> dict[str, Any]:
    return {name: spec[name] for name in _SETTINGS if name in spec}


@_KEEPS_SETTINGS.replaces(_FUNCTION, "__init__")
def function_init(self: Any, account_id: str, spec: dict[str, Any], region: str, version: str | int = 1) -> None:
    function_init.original(self, account_id, spec, region, version)
    self.extra_settings = _given(spec)


@_KEEPS_SETTINGS.replaces(_FUNCTION)
def get_configuration(self: Any, on_create: bool = False) -> dict[str, Any]:
    return {**get_configuration.original(self, on_create), **self.extra_settings}


@_KEEPS_SETTINGS.replaces(_FUNCTION)
def update_configuration(self: Any, config_updates: dict[str, Any]) -> Any:
    self.extra_settings |= _given(config_updates)
    return update_configuration.original(self, config_updates)
