"""Asks one prerequisite in one place, and says what would meet it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from jmespath.exceptions import JMESPathError

from landing_zone.config.environment import Environment
from landing_zone.evidence.errors import classify_error
from landing_zone.evidence.model import ErrorKind
from landing_zone.preparation.command import command_of
from landing_zone.preparation.expressions import arguments_of, holds, value_of
from landing_zone.preparation.model import Fix, Question, Where
from landing_zone.preparation.permissions import action_of, operation
from landing_zone.preparation.places import Item

Connect = Callable[[str, str], Any]
"""Makes a boto3 client of a service in a Region."""


class Status(StrEnum):
    """What is known of a prerequisite in a place."""

    MET = "met"
    NOT_MET = "not met"
    NOT_ASKED = "not asked"
    """There is no answer: the reason is given. It counts as not met."""
    LATER = "later"
    """It is not met, and need not be yet: a stack makes it, or a person after the deployment."""


@dataclass(frozen=True)
class Repair:
    """What meets a prerequisite in a place.

    Args:
        text: what a person does; "" where the call is all.
        command: to be given; "" where there is none, or a parameter of the call is not known.
        account: the id of the account whose credentials the call needs; "" where there is no call.
        region: where it is called.
        service: boto3's name, of the call.
        call: the API's operation.
        arguments: its parameters.
        run: whether `lz prepare` may make the call.
        done: error codes that mean that it is met already.
    """

    text: str = ""
    command: str = ""
    account: str = ""
    region: str = ""
    service: str = ""
    call: str = ""
    arguments: str = "{}"
    run: bool = False
    done: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """The answer for a prerequisite in a place.

    Args:
        item: what was asked, and where.
        status: the answer.
        why: of an answer that is not there, or of one that need not be there yet.
        repair: what would meet it.
    """

    item: Item
    status: Status
    why: str = ""
    repair: Repair | None = None


class Asker:
    """Asks in one account, and remembers the answers: many prerequisites are decided by the same call.

    Args:
        connect: makes clients of the account.
    """

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._answers: dict[tuple[str, str, str, str], Any] = {}

    def ask(self, item: Item) -> Outcome:
        """Return whether a prerequisite is met; an error of a call makes it *not asked*."""
        scope = dict(item.scope)
        for question in item.prerequisite.ask:
            try:
                scope[question.call] = self._answer(question, item, scope)
            except Exception as problem:
                why = _why(problem, question)
                if why is None:
                    raise
                return Outcome(item, Status.NOT_ASKED, why)
        try:
            if holds(item.prerequisite.met, scope):
                return Outcome(item, Status.MET)
        except JMESPathError as error:
            return Outcome(item, Status.NOT_ASKED, f"the answer has another form than was expected: {error}")
        fix = item.prerequisite.fix
        return Outcome(item, Status.NOT_MET, repair=_repair(fix, item, scope) if fix else None)

    def _answer(self, question: Question, item: Item, scope: dict[str, Any]) -> Any:
        from botocore import xform_name
        from botocore.exceptions import ClientError

        arguments = arguments_of(question.arguments, scope)
        region = str(value_of(question.region, scope)) if question.region else item.environment.region
        key = (question.service, region, question.call, json.dumps(arguments, sort_keys=True))
        if key not in self._answers:
            client = self._connect(question.service, region)
            method = xform_name(question.call)
            try:
                if client.can_paginate(method):
                    answer = client.get_paginator(method).paginate(**arguments).build_full_result()
                else:
                    answer = getattr(client, method)(**arguments)
            except ClientError as error:
                if not _means_nothing(error.response.get("Error", {}), question.none or ()):
                    raise
                answer = None
            self._answers[key] = answer
        return self._answers[key]


def _means_nothing(error: Mapping[str, Any], none: Sequence[str]) -> bool:
    """Say whether an error is one of those: by its code, and by its message where a code alone says too little."""
    code, message = error.get("Code"), str(error.get("Message", ""))
    return any(code == one.partition(": ")[0] and one.partition(": ")[2] in message for one in none)


def _why(problem: Exception, question: Question) -> str | None:
    from botocore.parsers import ResponseParserError

    if isinstance(problem, ResponseParserError):
        return f"{question.service} {question.call}: the answer cannot be read"
    error = classify_error(problem)
    if error is None:
        return None
    if error.kind is ErrorKind.DENIED:
        return f"the caller may not {action_of(question.service, question.call)}"
    return f"{question.service} {question.call}: {error.code}: {error.message}".removesuffix(": ")


def _repair(fix: Fix, item: Item, scope: dict[str, Any]) -> Repair:
    named = {
        "account": item.environment.account.name,
        "region": item.environment.region,
        "item": item.label,
        "stack": item.scope["stacks"]["Baseline"],
    }
    text, command = fix.text or "", fix.command or ""
    for name, value in named.items():
        text, command = (written.replace(f"{{{name}}}", value) for written in (text, command))
    if fix.service is None or fix.call is None:
        return Repair(text, command)
    try:
        arguments = arguments_of(fix.arguments, scope)
    except JMESPathError:
        arguments = {}
    needed = operation(fix.service, fix.call).input_shape
    if needed is not None and set(needed.required_members) - set(arguments):
        return Repair(
            text or f"{fix.service} {fix.call}: its parameters are not known yet; meet what is above, ask again"
        )
    place: Environment = item.environment
    account = item.scope["ids"]["management"] if fix.place is Where.MANAGEMENT else place.account.id
    region = item.scope["home"] if fix.place is Where.MANAGEMENT else place.region
    command = command_of(fix.service, fix.call, arguments, region)
    written = json.dumps(arguments, sort_keys=True)
    return Repair(text, command, account, region, fix.service, fix.call, written, fix.run, fix.done or ())
