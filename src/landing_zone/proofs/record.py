"""The record of the proofs that were carried out, ``policies/proofs-record.json``: ``lz prove`` writes it.

It is in the policies, beside the proofs, because it decides what is *proven*: so it travels with the wheel and with a
bundle, and the policies' digest in an assessment covers it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from landing_zone.assessment.write import canonical
from landing_zone.errors import UserError
from landing_zone.files.atomic_write import atomic_write
from landing_zone.proofs.model import ControlProofs
from landing_zone.proofs.wording import describe
from landing_zone.yaml.pydantic_errors import to_issues

RECORD = "proofs-record.json"
"""In the policies' folder."""

_FIX = "take the committed file back, or remove it and run 'lz prove'"
_STRICT = ConfigDict(frozen=True, extra="forbid")
_SHA256 = r"^[0-9a-f]{64}$"


class EngineUsed(BaseModel):
    """An engine that judged, by its version and a digest of all that its results depend on but the template."""

    model_config = _STRICT

    version: str
    digest: str = Field(pattern=_SHA256)


class ProofSeen(BaseModel):
    """One proof that was carried out, and held."""

    model_config = _STRICT

    proof: int = Field(ge=1, description="Its position in the control's file, from 1.")
    breaks: str = Field(description="What was broken, in a sentence.")
    seen: tuple[str, ...] = Field(min_length=1, description="The rules that failed then, and did not before; sorted.")


class ControlSeen(BaseModel):
    """The proofs of one control, as they were carried out."""

    model_config = _STRICT

    control: str
    carried_out: date = Field(description="The day, as LZ_AS_OF or the clock gave it.")
    control_file: str = Field(pattern=_SHA256, description="SHA-256 of the control's file.")
    proofs_file: str = Field(pattern=_SHA256, description="SHA-256 of the file of its proofs.")
    engines: dict[str, EngineUsed] = Field(description="The engines of the rules, and the code that carried it out.")
    proofs: tuple[ProofSeen, ...] = Field(min_length=1)
    digest: str = Field(default="", description="SHA-256 of all this as canonical JSON: an edit by hand is refused.")

    def sealed(self) -> ControlSeen:
        """Return it with its own digest."""
        return self.model_copy(update={"digest": self.own_digest})

    @property
    def own_digest(self) -> str:
        """The digest of everything but the digest."""
        content = self.model_dump(mode="json", exclude={"digest"})
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


class ProofsRecord(BaseModel):
    """Every control whose proofs were carried out, sorted by id."""

    model_config = _STRICT

    format: Literal["landing-zone-proofs-record/1"] = "landing-zone-proofs-record/1"
    controls: tuple[ControlSeen, ...] = ()


class Digests(Protocol):
    """The digests of what is available now; see :class:`landing_zone.proofs.current_digests.CurrentDigests`."""

    def control(self, control: str) -> str: ...  # noqa: D102 - digest of a control's file

    def proofs(self, control: str) -> str: ...  # noqa: D102 - digest of the file of a control's proofs

    def engines_of(self, rules: Collection[str]) -> Mapping[str, EngineUsed]: ...  # noqa: D102 - by name


@dataclass(frozen=True)
class Seen:
    """What counts of a record.

    Args:
        proven: rule to what was broken when it was seen to fail, sorted.
        stale: control to the reason why its proofs do not count, sorted.
    """

    proven: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stale: Mapping[str, str] = field(default_factory=dict)


def read_record(policies: Path) -> dict[str, ControlSeen]:
    """Read the record, by control; empty when there is none: then nothing is proven.

    Raises:
        UserError: it cannot be read, is malformed, has a control twice, or an entry was changed by hand.
    """
    path = policies / RECORD
    try:
        record = ProofsRecord.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return {}
    except ValidationError as error:
        issue = to_issues(ProofsRecord, error)[0]
        what = f"the record of the proofs is malformed: {issue.what}"
        whole = not issue.location  # the value is the whole file
        value, allowed = ("", "") if whole else (issue.value, issue.allowed)
        raise UserError(what, file=str(path), value=value, allowed=allowed, fix=_FIX) from None
    except OSError as error:
        raise UserError(f"the record of the proofs cannot be read: {error.strerror}", file=str(path)) from None
    found: dict[str, ControlSeen] = {}
    for entry in record.controls:
        if entry.digest != entry.own_digest:
            what = f"the record of the proofs of '{entry.control}' was changed by hand: its digest is of something else"
            raise UserError(what, file=str(path), value=entry.control, fix=_FIX)
        if entry.control in found:
            raise UserError("the record has a control twice", file=str(path), value=entry.control, fix=_FIX)
        found[entry.control] = entry
    return found


def write_record(policies: Path, entries: Mapping[str, ControlSeen]) -> None:
    """Write the record, atomically, sorted; the same entries give the same bytes.

    Raises:
        UserError: it cannot be written.
    """
    record = ProofsRecord(controls=tuple(entries[control] for control in sorted(entries)))
    write_canonical(policies / RECORD, record, "the record of the proofs")


def write_canonical(path: Path, record: BaseModel, what: str) -> None:
    """Write a record, atomically; an equal one gives the same bytes.

    Args:
        path: the file.
        record: its content.
        what: its name in an error.

    Raises:
        UserError: it cannot be written.
    """
    try:
        with atomic_write(path) as file:
            file.write(canonical(record).encode())
    except OSError as error:
        raise UserError(f"{what} cannot be written: {error.strerror}", file=str(path)) from None


def why_stale(proofs: ControlProofs, entry: ControlSeen | None, now: Digests) -> str:
    """Return why the recorded proofs of a control do not count; "" when they do.

    Args:
        proofs: of the control, as its file has them.
        entry: as recorded; ``None`` when they never were.
        now: the digests of what is available.

    Raises:
        UserError: the entry says of these very files what they do not say: it was written by hand.
    """
    if entry is None:
        return "they were never carried out"
    changed = [
        *(["its control"] if entry.control_file != now.control(proofs.control) else []),
        *(["its proofs"] if entry.proofs_file != now.proofs(proofs.control) else []),
    ]
    if not changed:
        _agree(proofs, entry)
    engines = now.engines_of(set(proofs.rules()))
    changed += [name for name in sorted({*engines, *entry.engines}) if engines.get(name) != entry.engines.get(name)]
    if changed:
        return f"not carried out since {' and '.join(changed)} changed"
    missing = len(proofs.proofs) - len(entry.proofs)
    return f"{missing} of {len(proofs.proofs)} did not hold" if missing else ""


def what_was_seen(proofs: Mapping[str, ControlProofs], record: Mapping[str, ControlSeen], now: Digests) -> Seen:
    """Return the rules that were seen to fail by proofs that are still the same, and the controls for which none count.

    Raises:
        UserError: an entry was written by hand.
    """
    shown: dict[str, dict[str, None]] = {}
    stale: dict[str, str] = {}
    for control, of_control in proofs.items():
        entry = record.get(control)
        if why := why_stale(of_control, entry, now):
            stale[control] = why
            continue
        for proof in entry.proofs if entry else ():
            for rule in proof.seen:
                shown.setdefault(rule, {})[proof.breaks] = None
    return Seen({rule: tuple(shown[rule]) for rule in sorted(shown)}, dict(sorted(stale.items())))


def _agree(proofs: ControlProofs, entry: ControlSeen) -> None:
    """Refuse an entry for exactly these files that says what they do not promise."""
    numbers = [seen.proof for seen in entry.proofs]
    wrong = numbers != sorted(set(numbers)) or numbers[-1] > len(proofs.proofs)
    for seen in () if wrong else entry.proofs:
        promised = proofs.proofs[seen.proof - 1]
        wrong = wrong or seen.breaks != describe(promised) or seen.seen != tuple(sorted(promised.fails))
    if wrong:
        raise UserError(
            f"the record of the proofs of '{proofs.control}' does not agree with them: it was written by hand",
            file=RECORD,
            value=proofs.control,
            fix=_FIX,
        )
