"""The providers by resource type."""

from __future__ import annotations

import threading
from functools import cache
from pathlib import Path

from emulated_aws.provider import Provider
from emulated_aws.provider_files.engine import FileProvider
from emulated_aws.provider_files.model import ProviderFile, ProviderFileError, load
from emulated_aws.providers.cloudformation_custom_resource import CustomResource

FOLDER = Path(__file__).with_name("providers")
_lock = threading.Lock()


@cache
def provider_files() -> dict[str, ProviderFile]:
    """Return what each provider's file holds, by resource type.

    Raises:
        ProviderFileError: a file is wrong, or two are of one type.
    """
    found: dict[str, ProviderFile] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        file = load(path)
        if file.type in found:
            raise ProviderFileError(path.name, [f"another file is of {file.type} too"])
        found[file.type] = file
    return found


def provider_of(resource_type: str) -> Provider | None:
    """Return the provider of a type; ``None`` when the type is not emulated.

    Every ``Custom::*`` type is a custom resource.
    """
    with (
        _lock
    ):  # one provider a type, though stacks are deployed in several threads: that of custom resources has state
        return _provider(CustomResource.type if resource_type.startswith("Custom::") else resource_type)


@cache
def _provider(resource_type: str) -> Provider | None:
    if resource_type == CustomResource.type:
        return CustomResource()
    file = provider_files().get(resource_type)
    return FileProvider(file) if file is not None else None
