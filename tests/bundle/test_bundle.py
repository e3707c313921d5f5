"""A bundle holds all that an assessment rests on, and no byte of it changes unseen."""

from __future__ import annotations

import io
import json
import random
import tarfile
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from typer.testing import CliRunner

from landing_zone.assessment.model import Assessment, CheckEntry, FindingEntry, Verdict
from landing_zone.assessment.provenance import policies_digest
from landing_zone.assessment.run_model import Provenance, Seal
from landing_zone.assessment.seal import seal
from landing_zone.assessment.write import write_assessment
from landing_zone.bundle.archive import write_archive
from landing_zone.bundle.create import Parts, create
from landing_zone.bundle.statement import ENVELOPE, STATEMENT, SUMS, statement, sums
from landing_zone.bundle.verify import open_bundle, verify_chain
from landing_zone.cli.main import app
from landing_zone.engines.entry import EngineEntry, EngineResults
from landing_zone.errors import UserError
from landing_zone.evidence.model import EvidenceManifest, RunSettings

CHANGES = 200


def assessed(folder: Path, **templates: str) -> Path:
    """A sealed assembly of a few files, with an assessment that holds."""
    folder.mkdir(parents=True)
    for name, text in templates.items():
        (folder / f"{name}.template.json").write_text(text, encoding="utf-8")
    empty = Assessment(
        as_of=date(2026, 11, 23),
        organisation="Example Pay",
        of_this_zone=True,
        verdict=Verdict(held=True, passed=1, failed=0, waived=0, undetermined=0),
        engines=(
            EngineEntry(
                name="checkov",
                version="3",
                templates=1,
                findings=0,
                results=EngineResults(fresh=2, from_cache=1, patched=3),
            ),
        ),
        environments=(),
        stacks=(),
        resources=(),
        checks=(CheckEntry(rule="checkov::CKV_AWS_7", engine="checkov", passed=(), elsewhere=("environment e",)),),
        controls=(),
        frameworks=(),
        waivers=(),
        seal=Seal(files={}),
    )
    write_assessment(empty.model_copy(update={"seal": seal(folder)}), folder / "assessment.json")
    return folder


def run_of(organisation: str) -> EvidenceManifest:
    """A run of evidence that asked nothing."""
    at = datetime(2026, 11, 23, 6, tzinfo=UTC)
    settings = RunSettings(
        organisation=organisation, zone_digest="", role_name="a", accounts=(), regions=(), queries=(), whole=True
    )
    return EvidenceManifest(
        run="r", started=at, finished=at, caller="", tools={}, settings=settings, asks=(), counts={}
    )


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    """Everything that a bundle can hold, small."""
    assembly = assessed(tmp_path / "cdk.out", One='{"Resources": {}}', Two='{"Resources": {"A": {}}}')
    for name, text in {
        "policies/waivers.yaml": "waivers: []\n",
        "policies/proofs/a.yaml": "proof: 1\n",
        "report/index.html": "<p>held</p>\n",
        "report/a/" + "long-" * 30 + ".html": "a name longer than a plain tar header holds\n",
        "evidence/manifest.json": run_of("o-example").model_dump_json(),
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Parts(assembly, tmp_path / "policies", tmp_path / "report", tmp_path / "evidence")


@pytest.fixture
def keys(tmp_path: Path) -> tuple[Path, Path]:
    """A private and a public key."""
    return key_pair(tmp_path / "key")


def key_pair(stem: Path) -> tuple[Path, Path]:
    """A fresh Ed25519 pair in PEM files."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    private, public = stem.with_suffix(".pem"), stem.with_suffix(".pub.pem")
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    public.write_bytes(
        key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    return private, public


def test_the_same_parts_give_the_same_bytes(parts: Parts, tmp_path: Path) -> None:
    """Times and owners of the files do not count."""
    first = create(parts, tmp_path / "1.tar")
    (parts.assembly / "One.template.json").touch()
    second = create(parts, tmp_path / "2.tar")
    assert first.path.read_bytes() == second.path.read_bytes()
    assert not open_bundle(first.path).problems


def test_each_of_200_random_changes_of_one_byte_is_found(parts: Parts, tmp_path: Path, keys: tuple[Path, Path]) -> None:
    """Content, headers, padding, statement, envelope, sums: no byte is free. Also without the public key."""
    whole = create(parts, tmp_path / "whole.tar", key=str(keys[0])).path.read_bytes()
    changed = tmp_path / "changed.tar"
    chance = random.Random(20261123)  # noqa: S311 - the same places each time
    for _ in range(CHANGES):
        at = chance.randrange(len(whole))
        raw = bytearray(whole)
        raw[at] ^= chance.randrange(1, 256)
        changed.write_bytes(raw)
        assert open_bundle(changed).problems, f"the changed byte {at} was not found"
    for cut in (0, 1, 511, 512, len(whole) - 1, len(whole) // 2):
        changed.write_bytes(whole[:cut])
        assert open_bundle(changed).problems, f"a bundle cut to {cut} bytes passed"
    changed.write_bytes(whole + b"\0" * 512)
    assert open_bundle(changed).problems


def contents(path: Path) -> dict[str, bytes]:
    """What an archive holds."""
    with tarfile.open(path) as archive:
        files = {member.name: archive.extractfile(member) for member in archive}
        return {name: file.read() for name, file in files.items() if file}


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("report/index.html", "report/index.html is missing"),
        (STATEMENT, f"{STATEMENT} is missing"),
        (SUMS, f"{SUMS} is missing"),
        ("assembly/assessment.json", "assembly/assessment.json is missing"),
    ],
)
def test_a_missing_file_is_named(parts: Parts, tmp_path: Path, name: str, problem: str) -> None:
    """Also when the archive was packed anew, and its sums with it."""
    files = contents(create(parts, tmp_path / "1.tar").path)
    del files[name]
    if SUMS in files:
        files[SUMS] = sums({n: raw for n, raw in files.items() if n != SUMS})
    write_archive(files, tmp_path / "2.tar")
    assert problem in open_bundle(tmp_path / "2.tar").problems


def test_an_added_and_a_changed_file_are_named(parts: Parts, tmp_path: Path) -> None:
    """The statement names every file, and the assembly's own seal is asked too."""
    files = contents(create(parts, tmp_path / "1.tar").path)
    files["report/more.html"] = b"more"
    files["assembly/One.template.json"] = b"{}"
    files[SUMS] = sums({n: raw for n, raw in files.items() if n != SUMS})
    write_archive(files, tmp_path / "2.tar")
    assert open_bundle(tmp_path / "2.tar").problems == [
        "report/more.html is not in the statement",
        "assembly/One.template.json was changed",
        "assembly is not what its assessment sealed",
    ]


def test_an_archive_with_links_or_paths_outside_is_refused(tmp_path: Path) -> None:
    """Nothing is unpacked, and nothing but plain files is read."""
    for name, kind in (("../a", tarfile.REGTYPE), ("/a", tarfile.REGTYPE), ("a", tarfile.SYMTYPE)):
        with tarfile.open(tmp_path / "x.tar", "w") as archive:
            member = tarfile.TarInfo(name)
            member.type = kind
            archive.addfile(member, io.BytesIO())
        assert "not a regular file" in open_bundle(tmp_path / "x.tar").problems[0]


def test_a_chain_holds_until_a_link_is_taken_out(parts: Parts, tmp_path: Path) -> None:
    """Each bundle names the one before by its statement's digest."""
    one = create(parts, tmp_path / "1.tar")
    two = create(parts, tmp_path / "2.tar", previous=one.path)
    three = create(parts, tmp_path / "3.tar", previous=two.path)
    assert not any(b.problems for b in verify_chain([one.path, two.path, three.path]))
    broken = verify_chain([one.path, three.path])
    assert "the chain is broken" in broken[1].problems[0]
    assert "the chain is broken" in verify_chain([two.path, one.path])[1].problems[0]


def test_nothing_is_chained_to_a_damaged_bundle(parts: Parts, tmp_path: Path) -> None:
    """A chain with a damaged link would say nothing."""
    one = create(parts, tmp_path / "1.tar").path
    one.write_bytes(one.read_bytes()[:-1])
    with pytest.raises(UserError, match="previous bundle is damaged"):
        create(parts, tmp_path / "2.tar", previous=one)


def test_a_signature_is_checked_against_the_key_that_is_given(
    parts: Parts, tmp_path: Path, keys: tuple[Path, Path]
) -> None:
    """Another key, no signature, or an envelope of another statement do not pass."""
    private, public = keys
    other = key_pair(tmp_path / "other")[1]
    signed = create(parts, tmp_path / "signed.tar", key=str(private)).path
    unsigned = create(parts, tmp_path / "unsigned.tar").path
    assert open_bundle(signed, public).key
    assert not open_bundle(signed, public).problems
    assert "not signed by this key" in open_bundle(signed, other).problems[0]
    assert open_bundle(unsigned, public).problems == ["it is not signed"]
    later = contents(create(parts, tmp_path / "later.tar", previous=unsigned, key=str(private)).path)
    later[ENVELOPE] = contents(signed)[ENVELOPE]
    later[SUMS] = sums({n: raw for n, raw in later.items() if n != SUMS})
    write_archive(later, tmp_path / "mixed.tar")
    assert "another statement" in open_bundle(tmp_path / "mixed.tar", public).problems[0]


def test_a_key_in_kms_signs(parts: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The private key never leaves KMS; the public one checks the signature far from AWS."""
    import boto3
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
    from cryptography.hazmat.primitives.hashes import SHA256
    from moto import mock_aws

    for name, value in {
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
    }.items():
        monkeypatch.setenv(name, value)
    # moto signs a digest as if it were the message; KMS signs it as what it is (MessageType: DIGEST).
    monkeypatch.setattr(
        "moto.kms.utils.ECDSAPrivateKey.sign",
        lambda self, message, _: self.private_key.sign(message, ec.ECDSA(Prehashed(SHA256()))),
    )
    with mock_aws():
        kms = boto3.client("kms")
        key = kms.create_key(KeyUsage="SIGN_VERIFY", KeySpec="ECC_NIST_P256")["KeyMetadata"]["KeyId"]
        made = create(parts, tmp_path / "kms.tar", key=f"awskms:{key}").path
        der = kms.get_public_key(KeyId=key)["PublicKey"]
    public = tmp_path / "kms.pub.pem"
    public.write_bytes(
        serialization.load_der_public_key(der).public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    )
    assert not open_bundle(made, public).problems


def test_a_key_that_cannot_be_used_ends_in_no_bundle(
    parts: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never an unsigned one in place of a signed one."""
    from moto import mock_aws

    for name, value in {
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
    }.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "no.pem").write_text("no key", encoding="utf-8")
    with mock_aws():
        for key in (str(tmp_path / "none.pem"), str(tmp_path / "no.pem"), "awskms:nothing"):
            with pytest.raises(UserError, match="key"):
                create(parts, tmp_path / "x.tar", key=key)
    assert not (tmp_path / "x.tar").exists()


def test_an_assembly_that_changed_since_is_not_bundled(parts: Parts, tmp_path: Path) -> None:
    """A bundle records what was judged."""
    (parts.assembly / "One.template.json").write_text("{}", encoding="utf-8")
    with pytest.raises(UserError, match=r"One\.template\.json is not what was judged"):
        create(parts, tmp_path / "1.tar")


def test_a_link_is_not_bundled(parts: Parts, tmp_path: Path) -> None:
    """What a link names may be another file tomorrow."""
    (parts.policies / "more.yaml").symlink_to(parts.policies / "waivers.yaml")
    with pytest.raises(UserError, match="only files"):
        create(parts, tmp_path / "1.tar")


def test_the_sums_are_those_of_sha256sum(parts: Parts, tmp_path: Path) -> None:
    """An auditor without our tool can check each file."""
    files = contents(create(parts, tmp_path / "1.tar").path)
    lines = [line.partition("  ") for line in files.pop(SUMS).decode().splitlines()]
    assert {name: digest for digest, _, name in lines} == {n: sha256(raw).hexdigest() for n, raw in files.items()}


def test_the_command_makes_and_checks(parts: Parts, tmp_path: Path) -> None:
    """0 for a whole bundle, 1 for a damaged one, 2 for what is none."""
    run = CliRunner().invoke
    made = run(
        app,
        [
            "bundle",
            "--assembly",
            str(parts.assembly),
            "--policies",
            "policies",
            "--report",
            str(tmp_path / "none"),
            "--output",
            str(tmp_path / "b"),
        ],
    )
    assert made.exit_code == 0, made.output
    assert "without reports" in made.output
    path = next((tmp_path / "b").glob("evidence-2026-11-23-*.tar"))
    left_out = json.loads(contents(path)[STATEMENT])["predicate"]["left_out"]
    assert left_out == ["evidence", "report"]
    assert run(app, ["bundle", "verify", str(path)]).exit_code == 0
    path.write_bytes(path.read_bytes().replace(b"waivers", b"wavers!", 1))
    assert run(app, ["bundle", "verify", str(path)]).exit_code == 1
    assert isinstance(run(app, ["bundle", "verify", str(tmp_path / "none.tar")]).exception, UserError)


def packed(files: dict[str, bytes], path: Path) -> list[str]:
    """What is found in an archive packed anew, its sums with it."""
    files[SUMS] = sums({n: raw for n, raw in files.items() if n != SUMS})
    write_archive(files, path)
    return open_bundle(path).problems


def test_an_assessment_of_an_older_format_is_named_as_such(parts: Parts, tmp_path: Path) -> None:
    """An old bundle is not called broken: both formats are named."""
    files = contents(create(parts, tmp_path / "1.tar").path)
    name = "assembly/assessment.json"
    files[name] = files[name].replace(b"landing-zone-assessment/4", b"landing-zone-assessment/3")
    (found,) = [problem for problem in packed(files, tmp_path / "2.tar") if "format" in problem]
    assert found.startswith(name)
    assert "landing-zone-assessment/3; this version reads landing-zone-assessment/4" in found


@pytest.mark.parametrize(
    "name",
    [
        "report/INDEX.html",
        "REPORT/other.html",
        "report/index.html/x",
        "report/a\nb",
        "report/a\\b",
        "report/\udcff",
        ".",
    ],
)
def test_a_name_that_overwrites_another_or_is_none_is_refused(parts: Parts, tmp_path: Path, name: str) -> None:
    """On a Mac or on Windows the one would take the other's place; a line of the sums would be another's."""
    files = contents(create(parts, tmp_path / "1.tar").path)
    files[name] = b"other"
    del files[SUMS]
    write_archive(files, tmp_path / "2.tar")
    problems = open_bundle(tmp_path / "2.tar").problems
    assert len(problems) == 1
    assert "twice, as some" in problems[0] or "not a regular file" in problems[0]


def test_letters_that_unicode_writes_in_two_ways_are_one(parts: Parts, tmp_path: Path) -> None:
    """Composed and decomposed are the same file on a Mac; neither is bundled."""
    for name in ("\u00e9.html", "e\u0301.html"):
        (tmp_path / "report" / name).write_text(name, encoding="utf-8")
    with pytest.raises(UserError, match="two names are the same"):
        create(parts, tmp_path / "1.tar")


def test_a_file_with_a_name_that_is_no_text_is_not_bundled(parts: Parts, tmp_path: Path) -> None:
    """It could not be in a line of the sums."""
    (tmp_path / "report" / "a\udcff").write_text("1", encoding="utf-8")
    with pytest.raises(UserError, match="name of a file"):
        create(parts, tmp_path / "1.tar")


def test_a_file_that_claims_to_be_huge_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sparse file of a few bytes would fill the memory; so would an archive of terabytes."""
    with tarfile.open(tmp_path / "x.tar", "w", format=tarfile.PAX_FORMAT) as archive:
        member = tarfile.TarInfo("a")
        member.pax_headers = {"GNU.sparse.size": str(2**28), "GNU.sparse.map": f"{2**28},0"}
        archive.addfile(member, io.BytesIO())
    assert "not a regular file" in open_bundle(tmp_path / "x.tar").problems[0]
    monkeypatch.setattr("landing_zone.bundle.archive.MOST_BYTES", 100)
    assert "no bundle is that large" in open_bundle(tmp_path / "x.tar").problems[0]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"previous":null', b'"previous":"abc"'),
        (b'"previous":null', b'"previous":{"sha256":1}'),
        (b'{"_type"', b'{"subject":[],"_type"'),
        (b'{"_type"', b"[" * 100_000 + b'{"_type"'),
        (b'"held":true', b'"held":false'),
        (b'"as_of":"2026-11-23"', b'"as_of":"2026-11-24"'),
        (b'"from_cache":1', b'"from_cache":0'),
        (b'"patched":3', b'"patched":0'),
    ],
    ids=[
        "previous is a text",
        "previous is a number",
        "subjects twice",
        "nested deeply",
        "verdict",
        "day",
        "cached",
        "patched",
    ],
)
def test_a_statement_that_is_none_or_tells_something_else_is_damaged(
    parts: Parts, tmp_path: Path, old: bytes, new: bytes
) -> None:
    """It says what the assessment beside it says, in one form; and it ends in no traceback."""
    files = contents(create(parts, tmp_path / "1.tar").path)
    assert old in files[STATEMENT]
    files[STATEMENT] = files[STATEMENT].replace(old, new, 1)
    assert [p for p in packed(files, tmp_path / "2.tar") if p.startswith(STATEMENT)]


def test_the_statement_says_how_results_were_made(parts: Parts, tmp_path: Path) -> None:
    """Of each engine."""
    files = contents(create(parts, tmp_path / "1.tar").path)
    results = {"fresh": 2, "from_cache": 1, "patched": 3}
    stated = json.loads(files[STATEMENT])["predicate"]["engines"]
    assert stated == [{"name": "checkov", "version": "3", "results": results}]


@pytest.mark.parametrize("recorded", [True, False])
def test_only_an_assessment_without_results_may_have_a_statement_without_engines(
    parts: Parts, tmp_path: Path, recorded: bool
) -> None:
    """Both are then of a version that did not record them; else they were removed from the statement."""
    if not recorded:
        file = parts.assembly / "assessment.json"
        assessment = json.loads(file.read_text(encoding="utf-8"))
        for engine in assessment["engines"]:
            engine["results"] = None
        file.write_text(json.dumps(assessment), encoding="utf-8")
    files = contents(create(parts, tmp_path / "1.tar").path)
    document = json.loads(files[STATEMENT])
    del document["predicate"]["engines"]
    files[STATEMENT] = (json.dumps(document, sort_keys=True, separators=(",", ":")) + "\n").encode()
    files.pop(SUMS)
    files[SUMS] = sums(files)
    assert bool(packed(files, tmp_path / "2.tar")) is recorded


def test_an_envelope_of_another_statement_is_found_without_a_key(
    parts: Parts, tmp_path: Path, keys: tuple[Path, Path]
) -> None:
    """Its signature is not known; that it signs something else is known without a key."""
    signed = contents(create(parts, tmp_path / "1.tar", key=str(keys[0])).path)
    other = contents(create(parts, tmp_path / "2.tar", previous=tmp_path / "1.tar").path)
    other[ENVELOPE] = signed[ENVELOPE]
    assert packed(other, tmp_path / "3.tar") == ["the envelope holds another statement"]
    other[ENVELOPE] = b"{}"
    assert "cannot be read" in packed(other, tmp_path / "4.tar")[0]


def test_a_key_without_a_name_makes_no_unsigned_bundle(parts: Parts, tmp_path: Path) -> None:
    """An unset variable in a script: ``--key "$KEY"``."""
    with pytest.raises(UserError, match="key has no name"):
        create(parts, tmp_path / "1.tar", key="")
    assert not (tmp_path / "1.tar").exists()


def test_the_bundle_before_is_not_overwritten(parts: Parts, tmp_path: Path) -> None:
    """The chain would begin with a bundle that no longer exists."""
    one = create(parts, tmp_path / "1.tar").path
    raw = one.read_bytes()
    with pytest.raises(UserError, match="overwrite"):
        create(parts, one, previous=one)
    assert one.read_bytes() == raw
    assert not list(tmp_path.glob("*.part"))


def test_only_the_policies_that_judged_are_bundled(parts: Parts, tmp_path: Path) -> None:
    """The policies of today are not a record of yesterday's verdict; nor are others packed in their place."""
    path = parts.assembly / "assessment.json"
    judged = Assessment.model_validate_json(path.read_bytes())
    provenance = Provenance(
        commit="",
        uncommitted_changes=False,
        configuration="",
        policies=policies_digest(parts.policies),
        own_policies=False,
        overrides={},
        python="3",
        packages={},
    )
    write_assessment(judged.model_copy(update={"provenance": provenance, "of_this_zone": False}), path)
    made = create(parts, tmp_path / "1.tar").path
    assert not open_bundle(made).problems
    files = contents(made)
    del files["policies/proofs/a.yaml"]
    assert "policies are not those that judged the assembly" in packed(files, tmp_path / "2.tar")
    (parts.policies / "waivers.yaml").write_text("waivers: [1]\n", encoding="utf-8")
    with pytest.raises(UserError, match="not the policies that judged"):
        create(parts, tmp_path / "3.tar")


def test_a_verdict_that_its_checks_do_not_give_is_found(parts: Parts, tmp_path: Path) -> None:
    """A failed check, and a verdict that says it held: also where statement and sums were made anew to fit."""
    files = contents(create(parts, tmp_path / "1.tar").path)
    judged = Assessment.model_validate_json(files["assembly/assessment.json"])
    (check,) = judged.checks
    failed = check.model_copy(update={"failed": (FindingEntry(resource=None, stack="One", message="it is open"),)})
    changed = judged.model_copy(update={"checks": (failed,)})
    held = {name: raw for name, raw in files.items() if name not in (STATEMENT, SUMS)}
    held["assembly/assessment.json"] = changed.model_dump_json().encode()
    files = {**held, STATEMENT: statement(held, changed, "", [])}
    assert packed(files, tmp_path / "2.tar") == [
        "assembly/assessment.json: the verdict does not follow from its checks"
    ]


def test_evidence_is_a_run_and_of_this_organisation(
    parts: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not any folder, such as the current one when a variable is empty."""
    judged = Assessment.model_validate_json((parts.assembly / "assessment.json").read_bytes())
    other = judged.model_copy(update={"zone": {"organisation": {"id": "o-other"}}})
    # No landing zone has so short a configuration, and an assessment with it would be refused.
    monkeypatch.setattr("landing_zone.bundle.create._judged", lambda _assembly: other)
    with pytest.raises(UserError, match="another organisation"):
        create(parts, tmp_path / "1.tar")
    with pytest.raises(UserError, match="no run of evidence"):
        create(Parts(parts.assembly, parts.policies, None, parts.report), tmp_path / "1.tar")


def test_what_is_no_file_or_oddly_named_ends_in_no_traceback(parts: Parts, tmp_path: Path) -> None:
    """A folder is an error; brackets in a path are not markup."""
    run = CliRunner().invoke
    assert "a bundle is a file" in str(run(app, ["bundle", "verify", str(tmp_path)]).exception)
    odd = create(parts, tmp_path / "[" / "b].tar").path
    done = run(app, ["bundle", "verify", str(odd)])
    assert done.exit_code == 0, done.exception
    assert "[/b].tar" in done.output
    odd.write_bytes(b"")
    assert run(app, ["bundle", "verify", str(odd)]).exit_code == 1
