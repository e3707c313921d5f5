"""What the gate says of a mutant."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class MutantOutcome(StrEnum):
    """What becomes of a mutant."""

    BY_CONTROL = "killed by a control"
    """A rule that a control names newly fails, and no waiver covers that."""
    OTHERWISE = "killed otherwise"
    """The verdict does not hold, and no control says so: an error of cfn-lint, a rule of the gate's own."""
    UNDETERMINED = "undetermined"
    """A rule no longer decides: the verdict does not hold, and nothing fails."""
    SURVIVED = "survived"
    STRICTER = "not weaker"
    """A number that went the other way than those that are killed at the same place; or a policy that allows less."""
    EQUIVALENT = "equivalent"
    """A reviewed entry says why it is not a weakening."""
    NEUTRAL = "neutral"
    """It survived, and the facts of its type list the path as neutral."""


@dataclass(frozen=True, slots=True)
class MutantVerdict:
    """The gate's verdict on one mutant.

    Args:
        outcome: one of the first four.
        rules: the rules that newly fail or no longer decide, sorted.
        controls: the controls that name them, sorted.
    """

    outcome: MutantOutcome
    rules: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()
