"""A bundle's statement: an in-toto statement with the digests of all its files.

Source: in-toto Attestation Framework, Statement v1 (``https://in-toto.io/Statement/v1``).
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from landing_zone.assessment.approvals import not_approved
from landing_zone.assessment.model import Assessment
from landing_zone.assessment.stages import stages, worst

STATEMENT = "statement.json"
ENVELOPE = "statement.dsse.json"
SUMS = "SHA256SUMS"
"""In the format of ``sha256sum``, so that a bundle can be checked without our tools."""

TYPE = "https://in-toto.io/Statement/v1"
PREDICATE = "urn:landing-zone:evidence-bundle:1"
PAYLOAD = "application/vnd.in-toto+json"


def statement(
    files: Mapping[str, bytes],
    assessment: Assessment,
    previous: str,
    left_out: list[str],
    joined: Assessment | None = None,
) -> bytes:
    """Return the statement as canonical JSON.

    Args:
        files: the content of the bundle, without statement, envelope and sums.
        assessment: whose verdict, of the templates, the bundle is about.
        previous: SHA-256 of the earlier bundle's statement; "" for the first of a chain.
        left_out: names of the parts that are missing, stated so that a reader does not search for them.
        joined: the assessment with the bundle's evidence, by which outcome, stages and counts are stated.
    """
    joined = joined or assessment
    predicate = {
        "organisation": assessment.organisation,
        "as_of": assessment.as_of.isoformat(),
        "verdict": assessment.verdict.model_dump(mode="json"),
        "waivers": _waivers(assessment),
        "lacks": [entry.feature for entry in assessment.lacks],
        "outcome": worst(joined).outcome,
        "stages": _stages(joined),
        "evidence": _evidence(joined),
        "engines": _engines(assessment),
        "frameworks": {f.id: dict(sorted(f.counts.items())) for f in joined.frameworks},
        "provenance": assessment.provenance.model_dump(mode="json") if assessment.provenance else None,
        "parts": dict(sorted(Counter(name.split("/")[0] for name in files).items())),
        "left_out": sorted(left_out),
        "previous": {"sha256": previous} if previous else None,
    }
    document = {
        "_type": TYPE,
        "predicateType": PREDICATE,
        "predicate": predicate,
        "subject": [{"name": name, "digest": {"sha256": digest(files[name])}} for name in sorted(files)],
    }
    return _canonical(document)


def sums(files: Mapping[str, bytes]) -> bytes:
    """Return a line for each file: digest, two spaces, name."""
    return "".join(f"{digest(files[name])}  {name}\n" for name in sorted(files)).encode()


def subjects(raw: bytes) -> dict[str, str]:
    """Return the files that a statement names, each with its SHA-256.

    Raises:
        ValueError: it is not a statement of a bundle.
    """
    document = _document(raw)
    try:
        named = {str(s["name"]): str(s["digest"]["sha256"]) for s in document["subject"]}
    except (KeyError, TypeError) as error:
        raise ValueError(f"its subjects cannot be read: {error}") from None
    if len(named) != len(document["subject"]):
        raise ValueError("it names a file twice")
    return named


def previous_of(raw: bytes) -> str:
    """Return the digest of the statement before this one, or "" for the first.

    Raises:
        ValueError: it is not a statement of a bundle.
    """
    previous = _document(raw)["predicate"].get("previous")
    if previous is None:
        return ""
    if not isinstance(previous, dict) or not isinstance(previous.get("sha256"), str):
        raise ValueError("the one before it cannot be read")  # noqa: TRY004 - a damaged file, no wrong argument
    return str(previous["sha256"])


def agrees_with(raw: bytes, assessment: Assessment) -> bool:
    """Return whether a statement's facts match the assessment.

    Raises:
        ValueError: it is not a statement of a bundle.
    """
    predicate = _document(raw)["predicate"]
    facts: dict[str, Any] = {
        "organisation": assessment.organisation,
        "as_of": assessment.as_of.isoformat(),
        "verdict": assessment.verdict.model_dump(mode="json"),
        "waivers": _waivers(assessment),
    }
    # A version that did not record results did not state engines either.
    if "engines" in predicate or any(engine.results is not None for engine in assessment.engines):
        facts["engines"] = _engines(assessment)
    if "lacks" in predicate or assessment.lacks:
        facts["lacks"] = [entry.feature for entry in assessment.lacks]
    if "stages" in predicate:  # an earlier version did not state them; the other stages need the run
        facts["stages"] = [_stages(assessment)[0]]
        predicate = {**predicate, "stages": predicate["stages"][:1]}
    return {name: predicate.get(name) for name in facts} == facts


def _waivers(assessment: Assessment) -> dict[str, Any]:
    """Return the number of waivers that cover findings, and which of them the organisation has not approved."""
    covering = sum(1 for waiver in assessment.waivers if waiver.covers)
    return {"covering": covering, "not_approved": [waiver.id for waiver in not_approved(assessment)]}


def _stages(assessment: Assessment) -> list[dict[str, Any]]:
    """Return each stage's outcome, ``None`` where it was not asked."""
    return [{"stage": one.stage, "outcome": one.outcome, "sentence": one.sentence} for one in stages(assessment)]


def _evidence(assessment: Assessment) -> dict[str, Any] | None:
    """Return what lessens the evidence, beside its run; ``None`` where none is joined."""
    run = assessment.evidence
    named = {"run", "emulated", "whole", "same_configuration", "limit_days"}
    return run.model_dump(mode="json", include=named) if run else None


def _engines(assessment: Assessment) -> list[dict[str, Any]]:
    """Return each engine's version, and how its results were made: patched for speed or not, cached or fresh."""
    return [engine.model_dump(mode="json", include={"name", "version", "results"}) for engine in assessment.engines]


def digest(raw: bytes) -> str:
    """Return the SHA-256, hexadecimal."""
    return hashlib.sha256(raw).hexdigest()


def _document(raw: bytes) -> dict[str, Any]:
    try:
        document = json.loads(raw)
        canonical = _canonical(document)
    except (ValueError, RecursionError):
        raise ValueError("it is not JSON") from None
    if canonical != raw:  # a duplicate key is read in two ways
        raise ValueError("it is not in its canonical form")
    fields = document if isinstance(document, dict) else {}
    known = (fields.get("_type"), fields.get("predicateType")) == (TYPE, PREDICATE)
    if not known or not isinstance(fields.get("predicate"), dict) or not isinstance(fields.get("subject"), list):
        raise ValueError("it is not a statement of an evidence bundle")
    return fields


def _canonical(document: Any) -> bytes:
    return (json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
