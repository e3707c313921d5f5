"""Reads one template file: parses it, and reports every mistake in it with its line."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from landing_zone.cloudformation.model import Resource, Template
from landing_zone.cloudformation.parsing.deployed import deployed
from landing_zone.cloudformation.parsing.template_json import parse_json, resource_lines
from landing_zone.cloudformation.parsing.template_yaml import TemplateSyntaxError, parse_yaml
from landing_zone.errors import UserError

MAX_BYTES = 8 * 1024 * 1024
"""CloudFormation accepts 1 MB; a file of eight times that is not a template, and would only exhaust memory."""
_SIGNS = re.compile(r"AWSTemplateFormatVersion|\bAWS::[A-Za-z0-9]+::|^\s*[\"']?Resources[\"']?\s*:", re.MULTILINE)
_FIX = "give a CloudFormation template: JSON or YAML with a mapping 'Resources'"
_NO_RESOURCES = frozenset(("AWS::CDK::Metadata",))


class NotATemplateError(UserError):
    """The file is valid, or is not text, but has no sign of being CloudFormation."""


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
    raw = _bytes(path, file)
    return read_text(
        _text(raw, file),
        path,
        digest=hashlib.sha256(raw).hexdigest(),
        name=name,
        file=file,
        account=account,
        region=region,
        with_lines=with_lines,
        may_be_empty=may_be_empty,
    )


def read_text(
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
        kind = UserError if _SIGNS.search(text) else NotATemplateError
        raise kind(f"{error.what}", file=file, line=error.line, fix="correct the syntax") from None
    _refuse_other(body, text, file, may_be_empty=may_be_empty)
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


def _bytes(path: Path, file: str) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise UserError(
                f"the file holds {size} bytes", file=file, allowed=f"at most {MAX_BYTES}", fix="split the template"
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise UserError("the file does not exist", file=file, fix="correct the path") from None
    except OSError as error:
        raise UserError(f"the file cannot be read: {error.strerror or error}", file=file, fix="correct it") from None


def _text(raw: bytes, file: str) -> str:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise NotATemplateError("the file is not UTF-8 text", file=file, line=line, fix=_FIX) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise NotATemplateError("the file holds binary data", file=file, line=line, fix=_FIX)
    if not text.strip():
        raise UserError("the file is empty", file=file, fix=_FIX)
    return text


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
        kind = UserError if isinstance(body, dict) and "AWSTemplateFormatVersion" in text else NotATemplateError
        raise kind("not a CloudFormation template: there is no mapping 'Resources'", file=file, fix=_FIX)
    resources = body.get("Resources")
    if resources is None and may_be_empty and "Resources" not in body:
        return
    if not isinstance(resources, dict):
        looks = "AWSTemplateFormatVersion" in body or "Resources" not in body
        kind = UserError if looks else NotATemplateError
        raise kind("'Resources' is missing, or is not a mapping", file=file, value=_short(resources), fix=_FIX)
    if not any(isinstance(r, dict) and "Type" in r for r in resources.values()) and not _SIGNS.search(text):
        raise NotATemplateError("'Resources' holds no CloudFormation resource", file=file, fix=_FIX)
    if not resources and not may_be_empty:
        raise UserError("the template declares no resource", file=file, fix="declare at least one under 'Resources'")


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
    properties = body.get("Properties")
    if properties is None:
        properties = {}
    if not isinstance(properties, dict):
        raise UserError(
            f"the 'Properties' of '{logical_id}' are not a mapping",
            file=file,
            line=line,
            value=_short(properties),
            fix="write 'name: value' pairs",
        )
    metadata = body.get("Metadata")
    path = metadata.get("aws:cdk:path") if isinstance(metadata, dict) else None
    return Resource(
        stack=stack,
        logical_id=logical_id,
        type=kind,
        properties=properties,
        construct_path=path if isinstance(path, str) else "",
        environment=environment,
        line=line,
        body=body,
    )


def _short(value: Any) -> str:
    return "" if value is None else repr(value)[:80]
