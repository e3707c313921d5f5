"""The providers by resource type."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from emulated_aws import providers
from emulated_aws.provider import Provider


@cache
def providers_by_type() -> dict[str, Provider]:
    """Return each provider found in the package of providers.

    Raises:
        ValueError: two files claim one type.
    """
    found: dict[str, Provider] = {}
    for module in sorted(pkgutil.iter_modules(providers.__path__), key=lambda info: info.name):
        loaded = importlib.import_module(f"{providers.__name__}.{module.name}")
        for value in vars(loaded).values():
            if isinstance(value, type) and issubclass(value, Provider) and value.__module__ == loaded.__name__:
                if value.type in found:
                    raise ValueError(f"two providers of {value.type}")
                found[value.type] = value()
    return found


def provider_of(resource_type: str) -> Provider | None:
    """Return the provider of a type; ``None`` when the type is not emulated.

    Every ``Custom::*`` type is a custom resource.
    """
    if resource_type.startswith("Custom::"):
        resource_type = "AWS::CloudFormation::CustomResource"
    return providers_by_type().get(resource_type)
