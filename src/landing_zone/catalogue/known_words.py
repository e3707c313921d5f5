"""The words of AWS and of the engines that policies may use, so that a typing error stops a synth.

A control whose type or rule does not exist checks nothing, and a guardrail whose action does not exist denies nothing.
Types and IAM actions are asked of the lists that the installed cfn-lint ships; rules, of the lists of the pinned
engines; controls of Security Hub, for which no library has a list, of ``policies/known.yaml``. What is newer than
these lists is added there, with its source.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from heapq import nlargest
from importlib.metadata import version
from os.path import commonprefix
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from landing_zone.catalogue.delivery_files import delivery_ids
from landing_zone.catalogue.escalation import Gain
from landing_zone.cloudformation.types.iam_actions import actions_of, services
from landing_zone.cloudformation.types.schemas import is_type, schemas_date, type_names
from landing_zone.errors import UserError
from landing_zone.files.policies_folder import own_or_shipped
from landing_zone.yaml.day import Day
from landing_zone.yaml.guard import Guide, guarded_text
from landing_zone.yaml.issue import did_you_mean
from landing_zone.yaml.yaml_file import read_yaml

KNOWN_FILE = "known.yaml"
CHECKOV_RULES = Path("checks", "checkov_rules.txt")
"""Ids of the pinned checkov's CloudFormation checks and of our own (scripts/generate.py)."""
NAG_RULES = Path("checks", "cdk_nag_applicability.json")
"""Pack to rule to the CloudFormation types that it looks at; a test derives it again from the package."""
CFN_LINT_RULES = Path("checks", "cfn_lint_rules.txt")
"""Ids of the pinned cfn-lint's rules (scripts/generate.py)."""
_LIST = Guide("a list of rules", "copy policies/checks of this project")
_RULE = re.compile(r"[A-Z]\w+")
_WITH_LISTS = {"checkov": CHECKOV_RULES, "cfn-lint": CFN_LINT_RULES}

_STRICT = ConfigDict(frozen=True, extra="forbid")
_COMPARED = 200
"""How many of a list's words, those that begin alike, the nearest one is looked for in."""
_OF_AUTHORS = re.compile(r"Custom::[\w@-]+|LandingZone::\w+::\w+")
"""Types that no schema describes: custom resources, and those of the zone itself, which the model checks."""


class SecurityHubControls(BaseModel):
    """The controls of Security Hub CSPM."""

    model_config = _STRICT

    as_of: Day = Field(description="The day of the newest source.")
    sources: tuple[str, ...] = Field(min_length=1)
    controls: tuple[str, ...] = Field(min_length=1)


class AddedWord(BaseModel):
    """A word that is newer than the lists."""

    model_config = _STRICT

    word: str = Field(description="A resource type, rule, control of Security Hub, or IAM action.")
    source: str = Field(pattern=r"^https://", description="The page that has it.")


class KnownFile(BaseModel):
    """The content of ``policies/known.yaml``."""

    model_config = _STRICT

    security_hub: SecurityHubControls | None = Field(
        default=None, description="In a whole copy of the policies; a folder that adds to them has none."
    )
    additions: tuple[AddedWord, ...] = ()


@dataclass(frozen=True, slots=True)
class Unknown:
    """A word that its list does not have.

    Args:
        what: what is wrong, with the word.
        allowed: the list that was asked, and its date or version.
        fix: the nearest known word, or where to add it.
    """

    what: str
    allowed: str
    fix: str


class KnownWords:
    """Answers whether a word is known. Each list is read when it is first asked.

    Args:
        policies: the policies folder.
        own: a folder that adds to it, whose ``known.yaml``, if it has one, adds words.

    Raises:
        UserError: a ``known.yaml`` is missing or wrong; raised when a word is judged.
    """

    def __init__(self, policies: Path, own: Path | None = None) -> None:
        self._policies = policies
        self._own = own
        self._known: dict[str, Collection[str]] = {}

    def resource_type(self, name: str) -> Unknown | None:
        """Judge a CloudFormation type: ``AWS::S3::Bucket``."""
        if _OF_AUTHORS.fullmatch(name) or is_type(name) or self._added(name):
            return None
        return _unknown("resource type", name, type_names(), f"cfn-lint's schemas of {schemas_date()}")

    def rule(self, rule: str) -> Unknown | None:
        """Judge a qualified rule of an engine: ``checkov::CKV_AWS_18``; ``gate::`` is left to the gate."""
        engine, _, name = rule.partition("::")
        if engine == "deliveries":
            ids = delivery_ids(self._policies, self._own)
            fix = did_you_mean(name, ids, "correct it, or write that contract: docs/deliveries.md")
            what, allowed = f"there is no contract of delivery '{name}'", "ids of files in policies/deliveries"
            return None if name in ids else Unknown(what, allowed, fix)
        if engine == "escalation":
            names = [way.value for way in Gain]
            fix = did_you_mean(name, names, "correct it: docs/escalation.md")
            return None if name in names else Unknown(f"there is no rule '{rule}'", ", ".join(names), fix)
        if engine in ("gate", "assertion") or name in self._known_of(engine) or self._added(rule):
            return None
        pack = "" if engine in _WITH_LISTS else f"the pack {engine} of "
        package = "cdk-nag" if pack else engine
        asked = f"{pack}{package} {version(package)}"
        return _unknown("rule", rule, {f"{engine}::{one}" for one in self._known_of(engine)}, asked)

    def security_hub(self, name: str) -> Unknown | None:
        """Judge the id of a control of Security Hub: ``KMS.4``."""
        listed = self._file.security_hub
        controls = listed.controls if listed else ()
        if name in controls or self._added(name):
            return None
        asked = f"the list of {listed.as_of} in {KNOWN_FILE}" if listed else f"{KNOWN_FILE}, which has no list"
        return _unknown("control of Security Hub", name, controls, asked)

    def iam_action(self, pattern: str) -> Unknown | None:
        """Judge an action of a policy, which may have wildcards: it must match one action at least."""
        if pattern == "*" or self._added(pattern):
            return None
        service, separator, action = pattern.lower().partition(":")
        asked = f"cfn-lint's list of IAM actions, {version('cfn-lint')}"
        known = actions_of(service)
        if not separator or known is None:
            return _unknown("service of IAM", service, services(), asked)
        if any(fnmatchcase(one, action.replace("[", "[[]")) for one in known):
            return None
        return _unknown("IAM action", pattern, {f"{service}:{one}" for one in known}, asked, f"{service}:{action}")

    def _list(self, file: str | Path) -> Path:
        """Return a list of these policies; or the project's own, since each is of AWS or of the installed engines."""
        return own_or_shipped(self._policies, file)

    @cached_property
    def _file(self) -> KnownFile:
        return _read(self._list(KNOWN_FILE))

    @cached_property
    def _additions(self) -> frozenset[str]:
        own = self._own / KNOWN_FILE if self._own else None
        added = (*self._file.additions, *(_read(own).additions if own and own.is_file() else ()))
        return frozenset(addition.word for addition in added)

    def _added(self, word: str) -> bool:
        return word in self._additions

    def rules_of(self, engine: str) -> frozenset[str]:
        """Return the listed rules of checkov or cfn-lint, without the engine's name."""
        file = self._list(_WITH_LISTS[engine])
        words = guarded_text(file, _LIST).split()
        for word in words:
            if not _RULE.fullmatch(word):
                raise _not_as_generated(file, word)
        if not words:
            raise _not_as_generated(file)
        return frozenset(words)

    def _known_of(self, engine: str) -> Collection[str]:
        """Return the rules that a policy may name of an engine or pack of cdk-nag."""
        if engine not in self._known:
            # An informational rule of cfn-lint does not run: naming one would check nothing.
            left_out = "I" if engine == "cfn-lint" else "\0"
            listed = self.rules_of(engine) if engine in _WITH_LISTS else self._nag.get(engine, {}).keys()
            self._known[engine] = frozenset(one for one in listed if not one.startswith(left_out))
        return self._known[engine]

    @cached_property
    def nag_functions(self) -> dict[str, str]:
        """Each rule of cdk-nag, ``<pack>::<rule>``, to the function of cdk-nag that answers it."""
        return {f"{pack}::{rule}": function for pack, rules in self._nag.items() for rule, function in rules.items()}

    @cached_property
    def _nag(self) -> dict[str, dict[str, str]]:
        file = self._list(NAG_RULES)
        text = guarded_text(file, _LIST)
        try:
            packs = json.loads(text)
            return {pack: {rule: str(entry["rule"]) for rule, entry in rules.items()} for pack, rules in packs.items()}
        except (AttributeError, KeyError, TypeError, ValueError):
            raise _not_as_generated(file) from None


def _not_as_generated(file: Path, word: str = "") -> UserError:
    return UserError(
        "this is not the list that scripts/generate.py writes",
        file=str(file),
        value=word[:60],
        allowed="the ids of an engine's rules",
        fix=f"restore the file from git, or copy policies/checks/{file.name} of this project",
    )


def _read(file: Path) -> KnownFile:
    return read_yaml(file, Guide("the known words", "copy policies/known.yaml of this project")).parse(KnownFile)


def _unknown(kind: str, word: str, known: Iterable[str], asked: str, compared: str = "") -> Unknown:
    near = nlargest(_COMPARED, known, key=lambda one: len(commonprefix([one, compared or word])))  # noqa: RUF071 - of texts
    otherwise = f"correct it; or, when it is newer than that list, add it to policies/{KNOWN_FILE} with its source"
    return Unknown(f"there is no {kind} '{word}'", f"those of {asked}", did_you_mean(compared or word, near, otherwise))
