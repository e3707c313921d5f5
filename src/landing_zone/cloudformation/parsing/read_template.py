"""Reads one template file: parses it, and reports every mistake in it with its line."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from landing_zone.cloudformation.model import Resource, Template
from landing_zone.cloudformation.parsing.deployed import deployed
from landing_zone.cloudformation.parsing.template_json import parse_json, resource_lines
from landing_zone.cloudformation.parsing.template_text import FIX, NotATemplateError, may_be_a_template, read_text
from landing_zone.cloudformation.parsing.template_yaml import TemplateSyntaxError, parse_yaml
from landing_zone.errors import UserError

_MAPPINGS = frozenset(("Metadata", "Parameters", "Rules", "Mappings", "Conditions", "Resources", "Outputs"))
_SECTIONS = _MAPPINGS | {"Description", "Transform", "Fn::Transform", "Globals", "Hooks"}
_NO_RESOURCES = frozenset(("AWS::CDK::Metadata",))


def read_template(
    path: Path,
    *,
    name: str,
    shown: str = "",
    account: str = "",
    region: str = "",
    with_lines: bool = True,
    may_be_empty: bool = False,
    template_for_sure: bool = False,
) -> Template:
    """Read one CloudFormation template.

    Args:
        path: the file.
        name: the template's name, as in :attr:`Template.name`.
        shown: the file's name in errors; its path by default.
        account: AWS account id; "" when not known.
        region: AWS Region; "" when not known.
        with_lines: whether the resources' lines are wanted; costs a second pass over a JSON file.
        may_be_empty: whether a template without resources is accepted: the CDK writes one for an empty stack.
        template_for_sure: whether it was named as a template, so that anything else is the user's mistake.

    Raises:
        NotATemplateError: the file shows no sign of being CloudFormation.
        UserError: the file cannot be read, is not JSON or YAML, or is a template with a mistake in its structure.
    """
    if template_for_sure:
        try:
            return read_template(
                path,
                name=name,
                shown=shown,
                account=account,
                region=region,
                with_lines=with_lines,
                may_be_empty=may_be_empty,
            )
        except NotATemplateError as e:
            raise UserError(e.what, e.file, e.line, e.value, e.allowed, e.fix) from None
    file = shown or str(path)
    raw, text = read_text(path, file)
    return template_of(
        text,
        path,
        digest=hashlib.sha256(raw).hexdigest(),
        name=name,
        file=file,
        account=account,
        region=region,
        with_lines=with_lines,
        may_be_empty=may_be_empty,
    )


def template_of(
    text: str,
    path: Path,
    *,
    digest: str,
    name: str,
    file: str,
    account: str = "",
    region: str = "",
    with_lines: bool = False,
    may_be_empty: bool = False,
) -> Template:
    """Read one CloudFormation template from its text; arguments and errors are those of :func:`read_template`.

    Args:
        text: the template.
        path: the file that it is in.
        digest: as in :attr:`Template.digest`.
        name: as in :attr:`Template.name`.
        file: the file's name in errors.
        account: AWS account id; "" when not known.
        region: AWS Region; "" when not known.
        with_lines: whether the resources' lines are wanted.
        may_be_empty: whether a template without resources is accepted.

    Raises:
        UserError: it is not a template, or has a mistake in its structure.
    """
    try:
        body, lines = _parse(text, path.suffix.lower(), with_lines=with_lines)
    except TemplateSyntaxError as error:
        kind = UserError if may_be_a_template(text) else NotATemplateError
        raise kind(f"{error.what}", file=file, line=error.line, fix="correct the syntax") from None
    _refuse_other(body, text, file, may_be_empty=may_be_empty)
    _refuse_sections(body, file, lines)
    made = deployed(body, region)
    environment = f"{account}/{region}" if account and region else ""
    resources = [
        _resource(logical_id, written, name, file, lines.get(("Resources", made.keys[logical_id]), 0), environment)
        for logical_id, written in made.resources.items()
    ]
    return Template(
        name=name,
        path=path,
        body=made.body,
        text=text,
        resources={r.logical_id: r for r in resources if r.type not in _NO_RESOURCES},
        account=account,
        region=region,
        digest=digest,
        written=None if made.body is body else body,
        not_transformed=made.refused,
    )


def _parse(text: str, suffix: str, *, with_lines: bool) -> tuple[Any, Mapping[tuple[str, ...], int]]:
    if suffix == ".json" or text.lstrip()[:1] in ("{", "["):
        try:
            body = parse_json(text)
        except TemplateSyntaxError:
            if suffix == ".json":
                raise
        else:
            return body, resource_lines(text) if with_lines and isinstance(body, dict) else {}
    return parse_yaml(text)


def _refuse_other(body: Any, text: str, file: str, *, may_be_empty: bool) -> None:
    if not isinstance(body, dict) or (
        "Resources" not in body and "AWSTemplateFormatVersion" not in body and not may_be_empty
    ):
        written = isinstance(body, dict) and ("AWSTemplateFormatVersion" in text or _all_by_macro(body))
        kind = UserError if written else NotATemplateError
        raise kind("not a CloudFormation template: there is no mapping 'Resources'", file=file, fix=FIX)
    resources = body.get("Resources")
    if resources is None and may_be_empty and "Resources" not in body:
        return
    if not isinstance(resources, dict):
        looks = "AWSTemplateFormatVersion" in body or "Resources" not in body
        kind = UserError if looks else NotATemplateError
        raise kind("'Resources' is missing, or is not a mapping", file=file, value=_short(resources), fix=FIX)
    declares = any(key.startswith("Fn::") or (isinstance(r, dict) and "Type" in r) for key, r in resources.items())
    if not declares and not may_be_a_template(text):
        raise NotATemplateError("'Resources' holds no CloudFormation resource", file=file, fix=FIX)
    if not resources and not may_be_empty:
        raise UserError("the template declares no resource", file=file, fix="declare at least one under 'Resources'")


def _all_by_macro(body: Mapping[str, Any]) -> bool:
    """Return whether this is a template whose resources a macro adds, such as one that includes another file."""
    return not {"Transform", "Fn::Transform"}.isdisjoint(body) and set(body) <= _SECTIONS


def _refuse_sections(body: Mapping[str, Any], file: str, lines: Mapping[tuple[str, ...], int]) -> None:
    """Refuse what CloudFormation refuses ("'null' values are not allowed in templates"), and engines stumble over."""
    for section, value in body.items():
        if value is None or (section in _MAPPINGS and not isinstance(value, dict)):
            raise UserError(
                f"'{section}' is {'empty (null)' if value is None else 'not a mapping'}",
                file=file,
                line=lines.get((section,), 0),
                value=_short(value),
                fix="give it a value, or remove it" if value is None else "write 'name: value' pairs",
            )
    for logical_id, resource in (body.get("Resources") or {}).items():
        for name, value in resource.items() if isinstance(resource, dict) else ():
            if value is None or (name in ("Properties", "Metadata") and not isinstance(value, dict)):
                raise UserError(
                    f"the '{name}' of '{logical_id}' is {'empty (null)' if value is None else 'not a mapping'}",
                    file=file,
                    line=lines.get(("Resources", logical_id, name), lines.get(("Resources", logical_id), 0)),
                    value=_short(value),
                    fix="give it a value, or remove it" if value is None else "write 'name: value' pairs",
                )


def _resource(logical_id: str, body: Any, stack: str, file: str, line: int, environment: str) -> Resource:
    if not isinstance(body, dict):
        raise UserError(
            f"the resource '{logical_id}' is not a mapping", file=file, line=line, value=_short(body), fix="give 'Type'"
        )
    kind = body.get("Type")
    if not isinstance(kind, str) or not kind:
        raise UserError(
            f"the resource '{logical_id}' has no 'Type'",
            file=file,
            line=line,
            value=_short(kind),
            allowed="a CloudFormation type such as AWS::S3::Bucket",
            fix="add its type",
        )
    path = _part(body, "Metadata").get("aws:cdk:path")
    return Resource(
        stack=stack,
        logical_id=logical_id,
        type=kind,
        properties=_part(body, "Properties"),
        construct_path=path if isinstance(path, str) else "",
        environment=environment,
        line=line,
        body=body,
    )


def _part(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return a part of a resource; one of a loop or transform, which nothing has looked at, may be of any kind."""
    part = body.get(name)
    return part if isinstance(part, dict) else {}


def _short(value: Any) -> str:
    return "" if value is None else repr(value)[:80]
