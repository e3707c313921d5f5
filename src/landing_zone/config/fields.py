"""The kinds of text and number that several parts of the configuration use, each with its own refusal."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import AfterValidator, ConfigDict, Field, StrictInt
from pydantic.types import StringConstraints

from landing_zone.config.mistake import FieldError

CONFIG = ConfigDict(frozen=True, extra="forbid")
"""Every model of the configuration: it cannot change after it was read, and an unknown key is a mistake."""


def matching(pattern: str, what: str, allowed: str, fix: str) -> Callable[[str], str]:
    """Make a validator that refuses a text which the whole pattern does not match.

    Args:
        pattern: regular expression.
        what: what is wrong, without the value.
        allowed: the pattern in words, with an example.
        fix: what to do about it.

    Returns:
        The validator; it raises :class:`FieldError`.
    """
    compiled = re.compile(pattern)

    def check(value: str) -> str:
        if not compiled.fullmatch(value):
            raise FieldError(what, value=value[:200], allowed=allowed, fix=fix)
        return value

    return check


def schema(pattern: str, **extra: Any) -> Any:
    """Put a pattern into the JSON schema alone, so that an editor sees it and our own message is shown otherwise."""
    return Field(json_schema_extra={"pattern": f"^(?:{pattern})$", **extra})


_NAME = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*"
_NAME_WORDS = "2 to 32 lower-case letters, digits and single hyphens, first a letter: card-payments"


def _name(value: str) -> str:
    matching(_NAME, f"'{value[:60]}' is no name", _NAME_WORDS, "write it in lower case, words joined by hyphens")(value)
    if not 2 <= len(value) <= 32:
        raise FieldError(
            f"a name has {len(value)} characters", value=value[:200], allowed=_NAME_WORDS, fix="choose another name"
        )
    return value


Name = Annotated[str, AfterValidator(_name), schema(_NAME, minLength=2, maxLength=32)]
"""A name in kebab-case, part of stack names (128 characters at most in CloudFormation)."""

_LINE = r"[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*"

Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True),
    AfterValidator(
        matching(
            rf"(?=.{{1,500}}$){_LINE}",
            "the text is empty, too long or has control characters",
            "one line of 1 to 500 characters",
            "write one short line",
        )
    ),
    Field(json_schema_extra={"minLength": 1, "maxLength": 500}),
]
"""One line for people to read."""

# The rules of AWS account e-mail addresses, as its API documents them (Amazon GuardDuty, AccountDetail).
_EMAIL = (
    r"(?=.{6,64}$)[^\x00-\x20\x7f-\U0010ffff\"'()<>\[\]:;,\\|%&@.][^\x00-\x20\x7f-\U0010ffff\"'()<>\[\]:;,\\|%&@]*"
    r"@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+"
)

Email = Annotated[
    str,
    AfterValidator(
        matching(
            _EMAIL,
            "this is no e-mail address that AWS accepts",
            "6 to 64 ASCII characters with one @ and a domain: aws+security@example.com",
            "give an address that a team reads, not a person",
        )
    ),
    Field(json_schema_extra={"format": "email", "minLength": 6, "maxLength": 64}),
]
"""An address that AWS accepts for an account; unique in all of AWS when it is an account's."""

_PHONE = r"\+[0-9][0-9 ]{5,23}[0-9]"

Phone = Annotated[
    str,
    AfterValidator(
        matching(
            _PHONE,
            "this is no telephone number in international form",
            '+ and 7 to 25 digits and spaces, in quotes: "+44 20 7946 0100"',
            "start with + and the country's code",
        )
    ),
    schema(_PHONE),
]
"""A telephone number in international form; AWS asks for one in each alternate contact."""

_ACCOUNT_ID = r"[0-9]{12}"

AccountId = Annotated[
    str,
    AfterValidator(
        matching(
            _ACCOUNT_ID,
            "an AWS account id has 12 digits",
            '12 digits in quotes: "111111111111"',
            "copy the id from the AWS console or from AWS Organizations",
        )
    ),
    schema(_ACCOUNT_ID),
]
"""An AWS account id. Text, since a number would lose its leading zeros."""

Days = Annotated[StrictInt, Field(ge=1, le=36500)]
"""A number of days; S3 Object Lock takes at most 100 years, 36,500 days."""
