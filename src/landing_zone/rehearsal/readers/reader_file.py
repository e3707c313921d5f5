"""The file of a reader, ``types/SERVICE_TYPE.yaml``: which operations read a resource, and what they say of it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any

from jmespath.exceptions import JMESPathError
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, model_validator

from landing_zone.expressions.mistake import not_jmespath
from landing_zone.rehearsal.readers.functions import ReaderFunctions, expression
from landing_zone.yaml.guard import Guide
from landing_zone.yaml.issue import FieldError, did_you_mean, one_of
from landing_zone.yaml.yaml_file import read_yaml


def _compiled(text: str) -> str:
    """Refuse an expression that is not JMESPath, or that calls what does not exist."""
    try:
        nodes = [expression(text).node]
    except JMESPathError as error:
        raise not_jmespath(text, error) from None
    known = ReaderFunctions.FUNCTION_TABLE
    while nodes:
        node = nodes.pop()
        nodes += [child for child in node["children"] if isinstance(child, dict)]
        if node["type"] == "function_expression" and node["value"] not in known:
            fix = did_you_mean(node["value"], known, "use one of these")
            raise FieldError("there is no such function", value=node["value"], allowed=one_of(known), fix=fix)
    return text


def _compiled_inside(written: Any) -> Any:
    """Refuse arguments that are not expressions, at any depth."""
    if isinstance(written, dict):
        return {name: _compiled_inside(value) for name, value in written.items()}
    if isinstance(written, list):
        return [_compiled_inside(item) for item in written]
    if isinstance(written, str):
        return _compiled(written)
    raise FieldError("an argument is an expression, in quotes", value=str(written), fix='write `5` as "`5`"')


_SAYS_NOTHING = re.compile(
    r"accessdenied|unauthor|notauthor|authfail|authorizationerror|forbidden|credential|expired|token|signature|optin"
    r"|throttl|toomany|exceeded|slowdown|internal|unavailable|failure|servererror|timeout|timedout",
    re.IGNORECASE,
)
"""What is in the codes of errors about the caller, the rate of calls or the service itself."""


def _about_the_resource(codes: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse error codes that a service returns whether or not it has the resource."""
    for code in codes:
        if _SAYS_NOTHING.search(code):
            why = "the error is about the caller or the service, so it does not show whether the resource exists"
            raise FieldError(why, value=code, fix="remove it: the resource is then undetermined")
    return codes


Query = Annotated[str, AfterValidator(_compiled)]
Arguments = Annotated[dict[str, Any], AfterValidator(_compiled_inside)]
Operation = Annotated[str, Field(pattern="^(BatchGet|Get|Describe|List)[A-Za-z0-9]+$")]
Call = Annotated[
    dict[Operation, Arguments], BeforeValidator(lambda call: {call: {}} if isinstance(call, str) else call)
]
Names = Annotated[tuple[str, ...], BeforeValidator(lambda value: [value] if isinstance(value, str) else value)]
Codes = Annotated[Names, AfterValidator(_about_the_resource)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Step(_Part):
    """One call, or a value that is computed of earlier results, which may be written as a text alone.

    A call is written ``DescribeKey``, or ``{DescribeKey: {KeyId: id}}``: each argument is an expression. One whose name
    ends in ``?`` is left out when it has no value.
    """

    value: Query | None = Field(default=None, description="Instead of a call: what is computed of earlier results.")
    call: Call = Field(default={}, max_length=1, description="The operation, which must only read, and its arguments.")
    service: str = Field(default="", description="The client's name, when it is not that of the file.")
    account: Query | None = Field(default=None, description="The account to ask, when it is not that of the stack.")
    region: Query | None = Field(default=None, description="The Region to ask, when it is not that of the stack.")
    each: Query | None = Field(default=None, description="A list: one call for each `item`; the result is a list.")
    key: str = Field(default="", description="The key of the response that is the result; by default all of it.")
    all: str = Field(default="", description="The key of a list; the result has the items of all pages.")
    first: str = Field(default="", description="The key of a list; the result is its first item, or null.")
    match: dict[str, Query] = Field(default={}, description="Of `first`: the values that the item must have.")
    pascal: StrictBool = Field(default=False, description="Whether roleArn in the response becomes RoleArn.")
    missing: Codes = Field(default=(), description="Error codes that mean that the resource does not exist.")
    none: Codes = Field(default=(), description="Error codes that mean an empty response.")
    needs: Names = Field(default=(), description="Keys without which the result is not a valid response.")
    when: Names = Field(default=(), description="Skipped, with its properties, unless one of these is declared.")
    condition: Query | None = Field(default=None, description="The result is null unless this is certainly true.")
    same: Names = Field(default=(), description="Properties with the same name in the result.")
    properties: dict[str, Query] = Field(default={}, description="Computed properties, if it is not skipped.")

    @property
    def operation(self) -> str:
        """The name of the operation; "" for a step that is not a call."""
        return next(iter(self.call), "")

    @property
    def arguments(self) -> dict[str, Any]:
        """The expressions of the arguments."""
        return self.call.get(self.operation, {})

    @model_validator(mode="after")
    def _is_one(self) -> Step:
        if bool(self.call) == (self.value is not None):
            raise FieldError("a step is either a call or a value", fix="give it one of the keys call, value")
        if sum(map(bool, (self.key, self.all, self.first))) > 1:
            raise FieldError("the result is taken in several ways", fix="keep one of the keys key, all, first")
        if self.match and not self.first:
            raise FieldError("only `first` can have `match`", fix="write `first` instead of `all` or `key`")
        return self


class ReaderFile(_Part):
    """How one type is read and compared.

    Expressions see ``id`` (the physical id), ``declared`` (the properties in the template), ``account``, ``region``,
    ``partition`` and the results of the steps before, by their names.
    """

    type: str = Field(pattern="^[A-Za-z0-9]+(::[A-Za-z0-9]+)+$", description="The type in CloudFormation.")
    service: str = Field(default="", description="The boto3 client; by default the second part of the type.")
    steps: dict[str, Annotated[Step, BeforeValidator(lambda s: {"value": s} if isinstance(s, str) else s)]] = Field(
        min_length=1, description="In their order."
    )
    exists: Query | None = Field(
        default=None,
        description="Decided before the second call. Without a first result it is missing anyway.",
    )
    properties: dict[str, Query] = Field(default={}, description="Computed properties.")
    attributes: dict[str, Query] = Field(default={}, description="Of Fn::GetAtt; one that may be null ends in ?.")
    not_readable: dict[str, str] = Field(default={}, description="Properties that no API returns, and why.")
    unordered: Names = Field(default=(), description="Lists whose order the service does not keep.")
    open_lists: Names = Field(default=(), description="Lists that other sources add to, besides Tags.")
    policies: Names = Field(default=(), description="IAM policy documents.")
    documents: Names = Field(default=(), description="JSON documents, as text or as a mapping.")

    def service_of(self, step: Step) -> str:
        """Return the name of the client that makes a step's call."""
        return step.service or self.service or self.type.split("::")[1].lower()


def read_reader_file(path: Path) -> ReaderFile:
    """Read the file of a reader.

    Raises:
        UserError: it is not valid; with the line.
    """
    return read_yaml(path, Guide("the file of a reader", "write it as docs/rehearsal.md shows")).parse(ReaderFile)
