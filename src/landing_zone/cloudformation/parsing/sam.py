"""SAM templates, as CloudFormation deploys them: carried out by AWS's own transform, without network or credentials.

``aws-sam-translator`` is the code of the macro ``AWS::Serverless-2016-10-31``. It is imported when the first template
names that macro: the import takes a second.
"""

from __future__ import annotations

import json
import logging
import threading
import warnings
from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any

SAM = "AWS::Serverless-2016-10-31"
ANY_REGION = "us-east-1"
"""For a template whose Region is not known; the transform reads no more of a Region than its partition."""

APPLICATION = "AWS::Serverless::Application"
_LOCAL = "local"
"""The bucket in place of a folder that ``sam package`` has not uploaded yet; no rule looks at a bucket's name there."""
_CODE = ("CodeUri", "ContentUri", "DefinitionUri", "SchemaUri")
_LOCK = threading.Lock()
"""The translator keeps the Region in a class variable."""


class SamError(Exception):
    """The transform refuses the template; the message is the translator's."""


def declared(body: Mapping[str, Any]) -> Iterator[Any]:
    """Yield the macros under ``Transform``, each as written: a name, or a mapping with ``Name``."""
    written = body.get("Transform", [])
    yield from written if isinstance(written, list) else [written]


def name_of(macro: Any) -> str:
    """Return the name of a macro as written under ``Transform`` or ``Fn::Transform``."""
    return str(macro.get("Name", "Fn::Transform")) if isinstance(macro, Mapping) else str(macro)


def is_sam(body: Mapping[str, Any]) -> bool:
    """Return whether a template names SAM's macro."""
    return any(name_of(macro) == SAM for macro in declared(body))


def transform(body: Mapping[str, Any], region: str) -> dict[str, Any]:
    """Return the template that CloudFormation deploys, without the macro.

    Code that is not uploaded yet has a placeholder for its address. What the transform decides by a parameter, such as
    whether a deployment is gradual, it decides by the parameter's default.

    Args:
        body: the template, loops expanded; it is not changed.
        region: "" when not known.

    Raises:
        SamError: the transform refuses it, or breaks.
    """
    written = json.loads(json.dumps(body, default=str))  # a copy without YAML's shared nodes: the translator changes it
    metadata = _take_metadata(written)
    _put_placeholders(written)
    try:
        with _LOCK:
            made = _translated(written, region or ANY_REGION)
    except Exception as error:  # noqa: BLE001 - a bug of the translator must not pass either
        causes = getattr(error, "causes", None) or [error]
        raise SamError("; ".join(str(getattr(cause, "message", cause)) for cause in causes)) from None
    _give_metadata(made, metadata)
    if others := [macro for macro in declared(body) if name_of(macro) != SAM]:
        made["Transform"] = others
    return made


def origin(logical_id: str, written: Mapping[str, Any]) -> str:
    """Return the logical id of the resource as written that one of the result was made of; "" when it is not certain.

    SAM puts the id of its resource in front: ``FunctionRole`` and ``FunctionUrl`` are made of ``Function``.
    """
    if logical_id in written:
        return logical_id
    candidates = [i for i, resource in written.items() if logical_id.startswith(i) and _serverless(resource)]
    return max(candidates, key=len, default="")


def _translated(template: dict[str, Any], region: str) -> dict[str, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the library's own use of pydantic's first version
        from samtranslator.parser.parser import Parser
        from samtranslator.translator.translator import Translator
        from samtranslator.utils.py27hash_fix import to_py27_compatible_template, undo_mark_unicode_str_in_template

        logging.getLogger("samtranslator").setLevel(logging.CRITICAL)
        to_py27_compatible_template(template, {})  # generated ids have a hash, which the service computes so
        translator = Translator({}, Parser(), boto_session=SimpleNamespace(region_name=region))
        made: dict[str, Any] = undo_mark_unicode_str_in_template(translator.translate(template, {}))
    return made


def _serverless(resource: Any) -> bool:
    return isinstance(resource, Mapping) and str(resource.get("Type", "")).startswith("AWS::Serverless::")


def _take_metadata(template: dict[str, Any]) -> dict[str, Any]:
    """Take the resources' metadata away: the translator would give it to each resource that it makes of one."""
    resources = template["Resources"].items()
    return {i: body.pop("Metadata") for i, body in resources if isinstance(body, dict) and "Metadata" in body}


def _give_metadata(made: dict[str, Any], metadata: Mapping[str, Any]) -> None:
    for logical_id, value in metadata.items():
        alike = [i for i in made["Resources"] if i.startswith(logical_id)]
        holder = logical_id if logical_id in made["Resources"] else next(iter(alike), "")
        if holder:
            made["Resources"][holder]["Metadata"] = value


def _put_placeholders(template: dict[str, Any]) -> None:
    sections = template.get("Globals")
    of_all = [s for s in sections.values() if isinstance(s, dict)] if isinstance(sections, dict) else []
    for common in of_all:
        _replace_local(common)
    has_code = any({"CodeUri", "InlineCode", "ImageUri"} & set(common) for common in of_all)
    for resource in template["Resources"].values():
        properties = resource.get("Properties") if isinstance(resource, dict) else None
        if not _serverless(resource) or not isinstance(properties, dict):
            continue
        _replace_local(properties)
        if resource["Type"] == "AWS::Serverless::Function" and not has_code:
            image = properties.get("PackageType") == "Image"
            if not {"CodeUri", "InlineCode", "ImageUri"} & set(properties):
                properties["ImageUri" if image else "CodeUri"] = f"s3://{_LOCAL}/code"
        if resource["Type"] == APPLICATION and "Location" in properties:
            properties["Location"] = f"https://{_LOCAL}/application"  # of a repository, which would have to be asked


def _replace_local(properties: dict[str, Any]) -> None:
    for name in _CODE:
        value = properties.get(name)
        uploaded = isinstance(value, str) and value.startswith("s3://")
        if value is not None and not uploaded and not (isinstance(value, dict) and {"Bucket", "Key"} <= set(value)):
            properties[name] = f"s3://{_LOCAL}/{value}" if isinstance(value, str) else f"s3://{_LOCAL}/code"
    if isinstance(properties.get("AutoPublishAlias"), dict):
        properties["AutoPublishAlias"] = "alias"  # a name, which the translator wants to know
