"""The kinds of text and number that several parts of the configuration use, each with its error."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, ConfigDict, Field, StrictInt

from landing_zone.yaml.issue import FieldError

CONFIG = ConfigDict(frozen=True, extra="forbid")
"""The settings of every model of the configuration: immutable, and an unknown key is a mistake."""


@dataclass(frozen=True)
class Form:
    """The form that a text must have, checked when the file is read and in the editor.

    Args:
        pattern: regular expression that the whole text matches.
        what: what is wrong with a text that does not match.
        allowed: the pattern in words, with an example.
        fix: what to do about it.
        shortest: least number of characters.
        longest: greatest number of characters.
    """

    pattern: str
    what: str
    allowed: str
    fix: str
    shortest: int = 1
    longest: int = 500

    @property
    def check(self) -> Callable[[str], str]:
        """The validator: it returns the text, or raises :class:`FieldError`."""
        compiled = re.compile(self.pattern)

        def check(value: str) -> str:
            # The length is checked first, so that no pattern runs over a text of a megabyte.
            if not self.shortest <= len(value) <= self.longest or not compiled.fullmatch(value):
                raise FieldError(self.what, value=value[:200], allowed=self.allowed, fix=self.fix)
            return value

        return check

    @property
    def schema(self) -> Any:
        """The JSON schema; ``patternErrorMessage`` is what the YAML language server shows when the pattern fails."""
        return Field(
            json_schema_extra={
                "minLength": self.shortest,
                "maxLength": self.longest,
                "pattern": f"^(?:{self.pattern})$",
                "patternErrorMessage": f"{self.what}; allowed: {self.allowed}",
            }
        )


_NAME = Form(
    r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*",
    "this is not a name",
    "2 to 32 lower-case letters, digits and single hyphens, first a letter: card-payments",
    "write it in lower case, words joined by hyphens",
    shortest=2,
    longest=32,
)
Name = Annotated[str, AfterValidator(_NAME.check), _NAME.schema]
"""A name in kebab-case, part of stack names (128 characters at most in CloudFormation)."""


def joined(name: str) -> str:
    """Return a name as a construct's id has it: ``CardPayments`` for ``card-payments``."""
    return "".join(word.capitalize() for word in name.split("-"))


_LINE = Form(
    r"\S(?:[^\x00-\x1f\x7f]*\S)?",
    "the text is empty, too long, has control characters, or starts or ends with a space",
    "one line of 1 to 500 characters",
    "write one short line",
)
Line = Annotated[str, AfterValidator(_LINE.check), _LINE.schema]
"""One line for people to read."""

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
# Every ASCII character from "!" on, but for those that AWS refuses. Source: AccountDetail, GuardDuty API Reference.
_LOCAL = r"[!#$*+\-/0-9=?A-Z^_`a-z{}~]"
_EMAIL = Form(
    rf"{_LOCAL}(?:{_LOCAL}|\.)*@{_LABEL}(?:\.{_LABEL})+",
    "this is not an e-mail address that AWS accepts",
    "6 to 64 ASCII characters with one @ and a domain: aws+security@example.com",
    "give a mailbox that a team reads",
    shortest=6,
    longest=64,
)
Email = Annotated[str, AfterValidator(_EMAIL.check), _EMAIL.schema]
"""An address that AWS accepts for an account."""

_PHONE = Form(
    r"\+[0-9][0-9 ]*[0-9]",
    "this is not a telephone number in international form",
    "+, then digits and spaces, in quotes: '+44 20 7946 0100'",
    "start with + and the country's code",
    shortest=8,
    longest=25,
)
Phone = Annotated[str, AfterValidator(_PHONE.check), _PHONE.schema]
"""A telephone number in international form; AWS requires one in each alternate contact."""

_ACCOUNT_ID = Form(
    r"[0-9]{12}",
    "an AWS account id has 12 digits",
    '12 digits in quotes: "111111111111"',
    "copy the id from the AWS console, or run: aws organizations list-accounts",
    shortest=12,
    longest=12,
)
AccountId = Annotated[str, AfterValidator(_ACCOUNT_ID.check), _ACCOUNT_ID.schema]
"""An AWS account id. Text, since a number would lose its leading zeros."""

Days = Annotated[StrictInt, Field(ge=1, le=36500)]
"""A number of days; S3 Object Lock takes at most 100 years, 36,500 days."""
