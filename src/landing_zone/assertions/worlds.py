"""Judges in each way in which templates may be deployed: a truth for each condition, an allowed value for a parameter.

An assertion holds where it holds in each of them, fails where it fails in one, and is undetermined where values stay
open in one and it fails in none. Only what a verdict depends on is gone through: the three-valued logic names it.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from landing_zone.assertions.forms import Form
from landing_zone.assertions.verdict import PASS, Verdict
from landing_zone.cloudformation.intrinsics.reasons import OPEN, OTHER, Key, NotDeployable, World, choices
from landing_zone.cloudformation.model import Resource
from landing_zone.findings.finding import Status

LIMIT = 256
"""A verdict that depends on more worlds is undetermined."""


class Worlds:
    """Judges the subjects of one assertion.

    Args:
        form: the assertion on the templates as they are.
    """

    def __init__(self, form: Form[Any]) -> None:
        self._form = form
        self._forms: dict[str, Form[Any]] = {}

    def judged(self, subject: Any) -> Verdict:
        """Return the verdict on a subject, in all worlds that can be."""
        plain = self._form.verdict(subject)
        if plain.status is Status.PASS or not choices(plain.reasons):
            return plain
        pending: list[World] = [{}]
        leaves = passed = 0
        met: set[tuple[str, str]] = set()
        still_open: Verdict | None = None
        while pending:
            world = pending.pop()
            verdict = self._verdict(world, subject)
            possible = verdict.status is Status.PASS or self._form.selector.resolver.possible(world)
            following = choices(verdict.reasons)
            if following and possible:
                pending += [{**world, following[0].key: value} for value in reversed(following[0].values)]
                continue
            leaves += 1
            if leaves > LIMIT:
                return plain if plain.status is Status.FAIL else _too_many(plain)
            if not possible or self._fails_to_deploy(verdict, subject):
                continue
            if verdict.status is Status.FAIL:
                return self._named(world, subject, plain)
            passed += verdict.status is Status.PASS
            met.update(verdict.met)
            if verdict.status is Status.UNDETERMINED:
                still_open = still_open or _when(verdict, _texts(world, subject))
        return still_open or (replace(PASS, met=tuple(sorted(met))) if passed else plain)

    def _verdict(self, world: World, subject: Any) -> Verdict:
        key = repr(sorted(world.items(), key=lambda item: item[0]))
        if key not in self._forms:
            if len(self._forms) > LIMIT:
                self._forms.clear()
            form = self._form
            made = type(form)(form.selector.within(world), form.assertion, form) if world else form
            self._forms[key] = made
        return self._forms[key].verdict(subject)

    @staticmethod
    def _fails_to_deploy(verdict: Verdict, subject: Any) -> bool:
        """Whether CloudFormation refuses the subject's own template in this world, so that there is no such world."""
        if verdict.status is not Status.UNDETERMINED or not isinstance(subject, Resource):
            return False
        return any(isinstance(one, NotDeployable) and one.template == subject.stack for one in verdict.reasons)

    def _named(self, world: World, subject: Any, plain: Verdict) -> Verdict:
        """A failure with the least that makes it fail, in words: "when IsProd is false"."""
        for key in list(world):
            without = {one: value for one, value in world.items() if one != key}
            verdict = self._verdict(without, subject)
            if verdict.status is Status.FAIL and not choices(verdict.reasons):
                world = without
        resolver = self._form.selector.resolver.within(world)
        decided: dict[Key, Any] = {}
        for choice in choices(plain.reasons):
            template, kind, name = choice.key
            truth = resolver.truth_of(template, name) if kind == "condition" else None
            if truth is not None:
                decided[choice.key] = truth
        return _when(self._verdict(world, subject), _texts({**decided, **world}, subject))


def _texts(world: World, subject: Any) -> list[str]:
    """A world in words, conditions first; those of another template with its name."""
    found = []
    for (template, kind, name), value in sorted(world.items(), key=lambda item: (item[0][1], item[0])):
        if value is OPEN:  # the reasons name it
            continue
        said = "no key of the mapping" if value is OTHER else json.dumps(value, default=str)
        elsewhere = f" of {template}" if template != getattr(subject, "stack", "") else ""
        found.append(f"{name}{elsewhere} is {('true' if value else 'false') if kind == 'condition' else said}")
    return found


def _when(verdict: Verdict, texts: list[str]) -> Verdict:
    if not texts:
        return verdict
    world = " and ".join(texts)
    return replace(verdict, said=lambda: f"{verdict.said().removesuffix('.')}, when {world}.")


def _too_many(plain: Verdict) -> Verdict:
    more = f"; these have more than {LIMIT} combinations."
    return replace(plain, said=lambda: plain.said().removesuffix(".") + more)
