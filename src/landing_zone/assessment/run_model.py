"""Part of an assessment: what it was made from, what of the templates it left out, and its seal."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

_STRICT = ConfigDict(frozen=True, extra="forbid")


class UnexaminedEntry(BaseModel):
    """The resources of one type that no control examines."""

    model_config = _STRICT

    type: str
    count: int
    resources: tuple[int, ...] = Field(description="Positions in 'resources'.")


class SearchEntry(BaseModel):
    """A search of templates for resources of some types, which found none."""

    model_config = _STRICT

    types: tuple[str, ...]
    stacks: tuple[int, ...] = Field(description="Positions in 'stacks'.")


class LackEntry(BaseModel):
    """Something that the zone, or some of its environments, does not have, or had before."""

    model_config = _STRICT

    feature: str = Field(description="As 'needs' of an assertion names it: mirror, own-trail.")
    what: str = Field(description="What is said of it, with the field of the configuration.")
    environments: tuple[int, ...] = Field(
        default=(), description="Positions in 'environments' of those that lack it; none: the whole zone does."
    )
    controls: tuple[str, ...] = Field(default=(), description="Ids of those with a check that is not asked for that.")
    requirements: dict[str, tuple[str, ...]] = Field(
        default_factory=dict, description="Framework to the ids of the tested requirements that say so."
    )


class PageEntry(BaseModel):
    """A page that says how AWS calls."""

    model_config = _STRICT

    page: str
    read: date | None
    says: str


class RequestEntry(BaseModel):
    """One request of a contract of delivery."""

    model_config = _STRICT

    does: str
    caller: str = Field(description="As the contract writes it.")
    caller_kind: str
    actions: tuple[str, ...]
    sure: str = Field(description="documented, reported or unconfirmed.")
    ways: dict[str, str] = Field(default_factory=dict, description="Each way of sending it to how sure that is.")


class DeliveryEntry(BaseModel):
    """A contract of delivery, as it was asked; its results are the check of its rule."""

    model_config = _STRICT

    rule: str = Field(description="deliveries::config-history.")
    title: str
    service: str
    sure: str = Field(description="How sure the least sure part is: documented, reported or unconfirmed.")
    left_open: str = Field(default="", description="What AWS's pages leave open.")
    remediation: str
    requests: tuple[RequestEntry, ...]
    sources: tuple[PageEntry, ...]
    asked: int = Field(default=0, description="Number of requests that were decided.")
    outside: dict[str, tuple[str, ...]] = Field(
        default_factory=dict, description="Stack and logical id to what it delivers to and no template has."
    )


class BrokenFileEntry(BaseModel):
    """A file among loose templates that may be one and could not be read."""

    model_config = _STRICT

    file: str = Field(description="Relative to the folder that was judged.")
    line: int = Field(default=0, description="Counted from 1; 0 when the mistake has no line.")
    what: str
    fix: str = ""


class Provenance(BaseModel):
    """The inputs of the verdict, so that the same assessment can be made again."""

    model_config = _STRICT

    commit: str = Field(description="The commit of the project's code; empty outside a checkout.")
    uncommitted_changes: bool = Field(description="What judges or is judged differs from that commit, new files too.")
    configuration: str = Field(
        description="SHA-256 of the configuration's snapshot; empty for templates from elsewhere."
    )
    policies: str = Field(description="SHA-256 over all files of the policies' folder.")
    own_policies: bool = Field(description="The policies are those of this project, not a folder named from outside.")
    overrides: dict[str, str] = Field(description="Environment variables that change the verdict, where set.")
    python: str
    packages: dict[str, str] = Field(description="Package to installed version.")


class Seal(BaseModel):
    """The SHA-256 digests of every file of the assembly, and of the zone's snapshot, when it was judged."""

    model_config = _STRICT

    algorithm: Literal["sha256"] = "sha256"
    files: dict[str, str]
