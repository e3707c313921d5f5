"""The place where a query runs: account, Region and read-only clients; with helpers that build answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from landing_zone.cloudformation.model import Template
from landing_zone.config.account import Account
from landing_zone.config.regions import partition_of
from landing_zone.evidence.answer import Answer
from landing_zone.evidence.design import Design
from landing_zone.evidence.errors import classify_error
from landing_zone.evidence.model import ErrorEntry, ErrorKind, Verdict

_Item = TypeVar("_Item")


@dataclass(frozen=True)
class QueryTarget:
    """One account, in one Region, at one time.

    Args:
        account: that is queried.
        region: that is queried; home for queries of an account or the organisation.
        design: the landing zone as the assembly describes it.
        now: when the query runs, UTC.
        connect: creates a watched client from the name of a service and a Region.
    """

    account: Account
    region: str
    design: Design
    now: datetime
    connect: Callable[[str, str], Any]

    def client(self, service: str, region: str = "") -> Any:
        """Return a boto3 client of a service; it refuses calls that the query did not declare."""
        return self.connect(service, region or self.region)

    def pages(self, service: str, operation: str, key: str, /, **parameters: Any) -> Iterator[Any]:
        """Yield every item of every page of a listing.

        Args:
            service: boto3's name.
            operation: the client's method, one that botocore can paginate.
            key: of the list of items in each page.
            parameters: of the call.
        """
        for page in self.client(service).get_paginator(operation).paginate(**parameters):
            yield from page.get(key, ())

    def pages_by_token(
        self, call: Callable[..., Mapping[str, Any]], key: str, marker: str, /, **parameters: Any
    ) -> Iterator[Any]:
        """Yield every item of a listing that botocore cannot paginate; ``marker`` is its ``NextToken``."""
        more: dict[str, Any] = {}
        while True:
            page = call(**parameters, **more)
            yield from page.get(key, ())
            if not page.get(marker):
                return
            more = {marker: page[marker]}

    def arn(self, service: str, resource: str, *, region: bool = True) -> str:
        """Return an ARN in this account, with the Region or, for global resources, without."""
        where = self.region if region else ""
        return f"arn:{partition_of(self.region)}:{service}:{where}:{self.account.id}:{resource}"

    @property
    def name(self) -> str:
        """The environment's display name: ``cde-production/eu-west-1``."""
        return f"{self.account.name}/{self.region}"

    @property
    def stacks(self) -> tuple[Template, ...]:
        """The stacks that the assembly has for this environment; a nested stack is part of its parent."""
        found = self.design.templates.get(f"{self.account.id}/{self.region}", ())
        return tuple(template for template in found if "/" not in template.name)

    def judged(
        self,
        subject: str,
        resource_type: str,
        name: str,
        fine: str,
        problems: Sequence[str],
        facts: Mapping[str, Any],
        *,
        controls: tuple[str, ...] = (),
        account: str = "",
        region: str = "",
    ) -> Answer:
        """Return a pass when there are no problems, and a fail that names all of them otherwise.

        Args:
            subject: ARN or id.
            resource_type: CloudFormation's name of the type.
            name: display name of the subject; starts the sentence.
            fine: end of the sentence when it passes: "is logging".
            problems: ends of the sentence when it fails: "does not log".
            facts: the data behind the verdict.
            controls: those that it is evidence for, when they are not the query's own.
            account: of the subject, when it is another.
            region: as ``account``.
        """
        verdict = Verdict.FAIL if problems else Verdict.PASS
        sentence = f"{name} {', and '.join(problems) if problems else fine}."
        return Answer(subject, resource_type, verdict, sentence, facts, None, controls, account, region)

    def undetermined(
        self,
        subject: str,
        resource_type: str,
        name: str,
        error: ErrorEntry,
        *,
        facts: Mapping[str, Any] | None = None,
        account: str = "",
        region: str = "",
    ) -> Answer:
        """Return an undetermined answer with its error."""
        sentence = f"{name} is undetermined: {error.code}."
        return Answer(subject, resource_type, Verdict.UNDETERMINED, sentence, facts or {}, error, (), account, region)

    def not_readable(self, subject: str, resource_type: str, name: str, why: str) -> Answer:
        """Return an undetermined answer because no read-only call returns the value."""
        error = ErrorEntry(kind=ErrorKind.NOT_READABLE, code="NotReadable", message=why)
        return Answer(subject, resource_type, Verdict.UNDETERMINED, f"{name} is undetermined: {why}.", {}, error)

    def each(
        self,
        items: Iterable[_Item],
        resource_type: str,
        subject: Callable[[_Item], str],
        judge: Callable[[_Item], Answer | None],
    ) -> Iterator[Answer]:
        """Judge each item on its own: one that cannot be read is undetermined, and the others are still judged.

        Args:
            items: what was listed.
            resource_type: of the items.
            subject: an item's ARN or id.
            judge: returns the answer for an item; ``None`` when there is nothing to judge.
        """
        for item in items:
            try:
                answer = judge(item)
            except Exception as problem:
                error = classify_error(problem)
                if error is None or error.kind is ErrorKind.EXPIRED:
                    raise
                answer = self.undetermined(subject(item), resource_type, subject(item), error)
            if answer is not None:
                yield answer


def absent(call: Callable[[], _Item], *codes: str) -> _Item | None:
    """Return a call's result, or ``None`` when the service returns one of these codes: the resource does not exist.

    Args:
        call: without parameters.
        codes: of the service's errors that mean that the resource does not exist.
    """
    from botocore.exceptions import ClientError

    try:
        return call()
    except ClientError as problem:
        if problem.response.get("Error", {}).get("Code") in codes:
            return None
        raise
