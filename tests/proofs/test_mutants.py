"""Mutants of the example: the same in each run, judged as the committed record says; what is declared is checked."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from landing_zone.catalogue.constrained import CONSTRAINED, load_constrained, read_constrained, write_constrained
from landing_zone.cloudformation.model import Assembly, Resource
from landing_zone.errors import UserError
from landing_zone.gate.judge import Policies
from landing_zone.gate.mutants_run import MutantInputs, judge_mutants, rules_of
from landing_zone.proofs.mutants.equivalents import (
    EQUIVALENTS,
    EquivalentEntry,
    declared_equivalent,
    load_equivalents,
)
from landing_zone.proofs.mutants.generate import Place, mutants
from landing_zone.proofs.mutants.model import Mutant, Operator
from landing_zone.proofs.mutants.outcome import MutantOutcome, MutantVerdict
from landing_zone.proofs.mutants.properties import property_edits
from landing_zone.proofs.mutants.record import (
    MUTANTS,
    MutantsRecord,
    classified,
    constrained_paths,
    differences,
    read_mutants,
    record_of,
    refuse_stale,
    write_mutants,
)

SAMPLE, SEED = 12, 16
SOURCE = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html"


@pytest.fixture(scope="module")
def rules(zone: Assembly, policies: Policies, root: Path) -> Mapping[Place, frozenset[str]]:
    """The rules that judge each resource of the example."""
    return rules_of(zone, policies, MutantInputs(zone.path, root / "policies", root))


@pytest.fixture(scope="module")
def all_mutants(zone: Assembly, rules: Mapping[Place, frozenset[str]]) -> list[Mutant]:
    """All mutants of the example."""
    return mutants(zone, rules)


@pytest.fixture(scope="module")
def record(root: Path) -> MutantsRecord:
    """The committed record."""
    found = read_mutants(root / "policies")
    if found is None:
        pytest.skip("no record is committed: run 'lz prove --mutants' after the controls of issue 16 are merged")
    return found


def test_a_sample_comes_out_as_recorded(
    zone: Assembly, all_mutants: list[Mutant], record: MutantsRecord, root: Path, tmp_path: Path
) -> None:
    """The committed record is of these mutants; what it says was killed is killed, by the same kind of check."""
    refuse_stale(record, all_mutants, root / "policies")
    chosen = random.Random(SEED).sample(all_mutants, SAMPLE)  # noqa: S311 - a draw, not a secret
    judged = _judged(chosen, zone, root, tmp_path)
    assert differences(record, [(one, judged[one.id]) for one in chosen]) == []


def _judged(chosen: Sequence[Mutant], zone: Assembly, root: Path, tmp_path: Path) -> dict[str, MutantVerdict]:
    found: dict[str, MutantVerdict] = {}
    for some in judge_mutants(chosen, zone, MutantInputs(zone.path, root / "policies", root, tmp_path), processes=0):
        found.update(some)
    return found


def test_mutants_are_judged(zone: Assembly, all_mutants: list[Mutant], root: Path, tmp_path: Path) -> None:
    """By assertions, engines, the gate's own checks and cfn-lint; what was judged is not judged again."""
    rotation, metadata = ("EnableKeyRotation", "false"), ("@Metadata", "a suppression of checkov")
    expected = {
        ("AWS::KMS::Key", *rotation): (MutantOutcome.BY_CONTROL, "kms-rotation"),
        ("AWS::KMS::Key", *metadata): (MutantOutcome.BY_CONTROL, "pipeline-gate"),
        ("AWS::Config::ConfigurationRecorder", "RoleARN", "removed"): (MutantOutcome.OTHERWISE, ""),
        ("AWS::Events::Rule", "Description", "lz-mutant"): (MutantOutcome.SURVIVED, ""),
    }
    chosen = {key: next(m for m in all_mutants if (m.type, m.path, m.change) == key) for key in expected}
    judged = _judged(list(chosen.values()), zone, root, tmp_path)
    found = {key: judged[mutant.id] for key, mutant in chosen.items()}
    assert {key: one.outcome for key, one in found.items()} == {key: outcome for key, (outcome, _) in expected.items()}
    for key, (_, control) in expected.items():
        assert not control or control in found[key].controls
    elsewhere = MutantInputs(tmp_path / "none", root / "policies", root, tmp_path)
    assert list(judge_mutants(list(chosen.values()), zone, elsewhere, processes=0)) == [judged]


def test_the_mutants_are_the_same_whatever_the_order(
    zone: Assembly, all_mutants: list[Mutant], rules: Mapping[Place, frozenset[str]]
) -> None:
    """Ids are unique, and neither they nor the representatives depend on the order of the templates."""
    turned = replace(zone, templates=tuple(reversed(zone.templates)))
    assert [one.id for one in mutants(turned, rules)] == [one.id for one in all_mutants]
    assert len({one.id for one in all_mutants}) == len(all_mutants)


def test_the_committed_files_agree(all_mutants: list[Mutant], root: Path) -> None:
    """Each constrained path is one that a mutant changes, and each entry of the equivalents declares one."""
    types = load_constrained(root / "policies" / CONSTRAINED).types
    known = {(one.type, one.path) for one in all_mutants}
    assert {(type_, path) for type_, paths in types.items() for path in paths} <= known
    assert declared_equivalent(load_equivalents(root / "policies"), all_mutants, root / "policies" / EQUIVALENTS)


def test_the_record_is_of_the_same_run(record: MutantsRecord, root: Path) -> None:
    """As the constrained paths."""
    assert load_constrained(root / "policies" / CONSTRAINED).made_from == record.made_from


def _mutant(path: str, operator: Operator = Operator.FLIP, direction: int = 0, change: str = "false") -> Mutant:
    body = {"Type": "AWS::S3::Bucket", "Properties": {path: change}}
    return Mutant("AWS::S3::Bucket", path, operator, change, "Stack", "Bucket", body, direction=direction)


def _entry(path: str) -> EquivalentEntry:
    return EquivalentEntry(type="AWS::S3::Bucket", path=path, reason="It saves requests to KMS alone.", source=SOURCE)


def test_an_entry_that_declares_nothing_is_refused() -> None:
    """The zone has changed, or a pattern is wrong; brackets of a path are plain."""
    some = [_mutant(f"P{number}[]") for number in range(40)]
    assert set(declared_equivalent([_entry("P1[]")], some, Path("e.yaml"))) == {some[1].id}
    with pytest.raises(UserError, match="entry 2 of the equivalent mutants declares none"):
        declared_equivalent([_entry("P1[]"), _entry("Q*")], some, Path("e.yaml"))


def test_more_than_a_twentieth_cannot_be_equivalent() -> None:
    """Two of forty may be, three may not."""
    some = [_mutant(f"P{number}") for number in range(40)]
    assert len(declared_equivalent([_entry("P1"), _entry("P2")], some, Path("e.yaml"))) == 2
    with pytest.raises(UserError, match="3 of 40 mutants are declared equivalent, and 5% at most"):
        declared_equivalent([_entry("P1"), _entry("P2"), _entry("P3")], some, Path("e.yaml"))


def test_a_stale_record_is_refused(tmp_path: Path) -> None:
    """One of other mutants, and one that is missing."""
    judged = [(_mutant("A"), MutantVerdict(MutantOutcome.SURVIVED))]
    write_mutants(tmp_path, record_of(classified(judged, (), ()), ()))
    refuse_stale(read_mutants(tmp_path), [_mutant("A")], tmp_path)
    with pytest.raises(UserError, match="the record of the mutants is stale"):
        refuse_stale(read_mutants(tmp_path), [_mutant("B")], tmp_path)
    with pytest.raises(UserError, match="there is no record of the mutants"):
        refuse_stale(None, [_mutant("A")], tmp_path)
    (tmp_path / MUTANTS).write_text("{}", encoding="utf-8")
    with pytest.raises(UserError, match="the record of the mutants is malformed"):
        read_mutants(tmp_path)


def test_what_becomes_of_a_mutant(tmp_path: Path) -> None:
    """A number in the other direction is not weaker; what counts is on constrained paths, added, or an outsider."""
    killed = MutantVerdict(MutantOutcome.BY_CONTROL, ("assertion::a.b",), ("a",))
    alive = MutantVerdict(MutantOutcome.SURVIVED)
    judged = [
        (_mutant("Days", Operator.WEAKEN, -1, "1"), killed),
        (_mutant("Days", Operator.WEAKEN, 1, "9"), alive),
        (_mutant("Days", Operator.REMOVE), alive),
        (_mutant("Read", Operator.REMOVE), alive),
        (_mutant("More", Operator.ADD), alive),
        (_mutant("Same"), alive),
        (_mutant("Name", Operator.REPLACE), alive),
    ]
    paths = constrained_paths(judged)
    assert paths == {("AWS::S3::Bucket", "Days")}
    all_ = classified(judged, [judged[5][0].id], [("AWS::S3::Bucket", "Name")])
    assert [one.outcome for one in all_] == [
        MutantOutcome.BY_CONTROL,
        MutantOutcome.STRICTER,
        *[MutantOutcome.SURVIVED] * 3,
        MutantOutcome.EQUIVALENT,
        MutantOutcome.NEUTRAL,
    ]
    record = record_of(all_, paths)
    assert (record.mutants, record.counted, record.killed, record.by_control) == (7, 3, 1, {"a": 1})
    assert differences(record, judged) == []
    assert len(differences(record, [(judged[0][0], alive)])) == 1
    write_constrained(tmp_path, record.made_from, paths)
    assert read_constrained(tmp_path) == {"AWS::S3::Bucket": frozenset(("Days",))}


def test_a_broken_list_of_constrained_paths_is_refused(tmp_path: Path) -> None:
    """Without the file nothing is constrained."""
    assert read_constrained(tmp_path) == {}
    (tmp_path / CONSTRAINED).write_text('{"types": {"AWS::S3::Bucket": ["a b"]}}', encoding="utf-8")
    with pytest.raises(UserError, match="not a list of constrained properties"):
        read_constrained(tmp_path)


def test_changes_come_from_the_schema() -> None:
    """A removed property, the other boolean, each other value, an addition, an outsider in a policy."""
    properties = {
        "VersioningConfiguration": {"Status": "Enabled"},
        "PublicAccessBlockConfiguration": {"BlockPublicAcls": True},
    }
    bucket = Resource("S", "Bucket", "AWS::S3::Bucket", properties, "", "", 0, {"Properties": properties})
    found = {(edit.path, edit.operator, edit.change): edit for edit in property_edits(bucket)}
    assert ("VersioningConfiguration", Operator.REMOVE, "removed") in found
    assert ("VersioningConfiguration.Status", Operator.WEAKEN, "Suspended") in found
    flipped = found["PublicAccessBlockConfiguration.BlockPublicAcls", Operator.FLIP, "false"].made(bucket.body)
    assert flipped["Properties"]["PublicAccessBlockConfiguration"] == {"BlockPublicAcls": False}
    assert properties["PublicAccessBlockConfiguration"] == {"BlockPublicAcls": True}
    assert ("PublicAccessBlockConfiguration.IgnorePublicAcls", Operator.ADD, "false") in found
    statement = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111111111111:root"}, "Action": "sqs:SendMessage"}
    policy = {"Queues": ["q"], "PolicyDocument": {"Statement": [statement]}}
    of_queue = Resource("S", "P", "AWS::SQS::QueuePolicy", policy, "", "", 0, {"Properties": policy})
    outsiders = [edit for edit in property_edits(of_queue) if edit.operator is Operator.OUTSIDER]
    assert {edit.path for edit in outsiders} == {"PolicyDocument"}
    assert any(len(edit.made(of_queue.body)["Properties"]["PolicyDocument"]["Statement"]) == 2 for edit in outsiders)
