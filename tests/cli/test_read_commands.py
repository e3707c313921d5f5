"""``lz explain``, ``lz controls``, ``lz waivers``, ``lz report``: what they say is what the assessment says."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Run

LZ = Path(sys.executable).with_name("lz")
Command = Callable[..., Run]


def test_help_names_every_command(run: Command) -> None:
    """And the exit codes."""
    done = run(LZ, "--help")
    assert done.code == 0
    for word in ("check", "verify", "report", "explain", "controls", "waivers", "Exit codes"):
        assert word in done.out


def test_explain_names_control_check_and_resource(gated: Path, run: Command) -> None:
    """What answers 10.3.4, on which resources, checked by what."""
    done = run(LZ, "explain", "pci-dss-4.0.1", "10.3.4", "--assembly", gated)
    assert done.code == 0, done.err
    assert "cloudtrail-validation" in done.out
    assert "assertion::cloudtrail-validation." in done.out
    assert "Organisation-management-eu-west-1/Trail" in done.out


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        (("pci-dss-4", "10.3.4"), "pci-dss-4.0.1"),
        (("pci", "10.3.4"), "did you mean pci-dss-4.0.1?"),
        (("pci-dss-4.0.1", "10.3.44"), "did you mean 10.3.4"),
        (("gdpr", "32(1)(x)"), "did you mean 32(1)("),
        (("gdpr", "banana"), "see its main ids with `lz explain gdpr`"),
        (("kms-rotatio",), "did you mean kms-rotation"),
    ],
)
def test_an_unknown_id_is_refused_with_a_hint(gated: Path, run: Command, asked: tuple[str, ...], hint: str) -> None:
    """Exit code 2, and the nearest id, or where ids are listed."""
    done = run(LZ, "explain", *asked, "--assembly", gated)
    assert done.code == 2
    assert hint in done.err
    assert done.out == ""


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        (("gdpr", "Art. 32"), "Article 32  "),
        (("gdpr", "article 32(1)"), "32(1)  "),
        (("gdpr", "32"), "Article 32  "),
        (("gdpr", "10"), "10  "),
        (("gdpr", "Art. 10"), "Article 10  "),
        (("PCI-DSS-4.0.1", "a1.1.1"), "A1.1.1  "),
        (("pci-dss-4.0.1", "Requirement 10"), "Standard 10  "),
    ],
)
def test_ids_are_understood_as_people_write_them(gated: Path, run: Command, asked: tuple[str, ...], first: str) -> None:
    """As the help says, and as a standard is cited; never as another id."""
    done = run(LZ, "explain", *asked, "--assembly", gated)
    assert done.code == 0, done.err
    assert first in done.out.splitlines()[0]


def test_a_requirement_is_explained_whole(gated: Path, run: Command) -> None:
    """What people do, who owns it, what is asked for and which document feeds it, each once; parts say theirs."""
    done = run(LZ, "explain", "pci-dss-4.0.1", "1.2.3", "--assembly", gated)
    for expected in ("the organisation: ", "owner: ", "evidence required: ", "made from the code: network-diagram"):
        assert done.out.count(expected) == 1, expected
    assert "missing: " not in done.out  # it is what the organisation must do, printed above
    parts = run(LZ, "explain", "pci-dss-4.0.1", "10.3", "--assembly", gated).out
    assert "10.3.4" in parts
    assert "controls of its parts: " in parts
    assert "missing: " not in parts


def test_a_control_is_explained_by_its_id(gated: Path, run: Command) -> None:
    """The requirements it answers, and what looks at it once deployed."""
    done = run(LZ, "explain", "kms-rotation", "--assembly", gated)
    assert done.code == 0, done.err
    for expected in ("answers pci-dss-4.0.1 3.7.4: ", "assertion::kms-rotation.", "CMK_BACKING_KEY_ROTATION_ENABLED"):
        assert expected in done.out
    assert "to the same end once deployed, Security Hub: KMS.4" in done.out


def test_a_framework_is_outlined(gated: Path, run: Command) -> None:
    """Its main headings, from which the others are found."""
    done = run(LZ, "explain", "pci-dss-4.0.1", "--assembly", gated, COLUMNS="200")
    assert done.code == 0, done.err
    assert [line.split()[0] for line in done.out.splitlines()[1:13]] == [str(n) for n in range(1, 13)]


@pytest.mark.parametrize(
    "asked", [("controls",), ("waivers",), ("explain", "gdpr", "33(1)"), ("explain", "iam-wildcards")]
)
def test_what_is_printed_fits_a_narrow_terminal(gated: Path, run: Command, asked: tuple[str, ...]) -> None:
    """80 columns: no line is wider but for an id that cannot be broken, none is cut, none ends in blanks."""
    place = ("--assembly", gated) if asked[0] == "explain" else (gated,)
    done = run(LZ, *asked, *place, COLUMNS="80")
    assert done.code == 0, done.err
    assert [line for line in done.out.splitlines() if len(line) > 80 and " " in line.strip()] == []
    assert [line for line in done.out.splitlines() if line != line.rstrip() or "\u2026" in line] == []


def test_controls_say_what_each_answers(gated: Path, run: Command) -> None:
    """Every control by its whole id, with its verdict and each requirement."""
    assessment = json.loads((gated / "assessment.json").read_text())
    done = run(LZ, "controls", gated)
    assert done.code == 0, done.err
    words = done.out.replace(",", " ").split()
    for control in assessment["controls"]:
        assert f"\n{control['id']}  {control['status']}" in f"\n{done.out}"
        assert {mapping["requirement"] for mapping in control["requirements"]} <= set(words)


def test_controls_summary_counts_what_the_assessment_counts(gated: Path, run: Command) -> None:
    """Each framework's counts by status."""
    assessment = json.loads((gated / "assessment.json").read_text())
    done = run(LZ, "controls", gated, "--summary")
    assert done.code == 0, done.err
    for framework in assessment["frameworks"]:
        for status, number in framework["counts"].items():
            assert number == 0 or f"{number} {status}" in done.out


def test_waivers_are_listed_with_days_left(gated: Path, run: Command) -> None:
    """Each waiver, and how many findings it covers."""
    assessment = json.loads((gated / "assessment.json").read_text())
    done = run(LZ, "waivers", gated)
    assert done.code == 0, done.err
    for waiver in assessment["waivers"]:
        assert waiver["id"] in done.out


def test_controls_of_security_hub_that_are_switched_off_are_listed(gated_copy: Path, run: Command) -> None:
    """They are listed with the waivers, and distinguished from those that cover findings."""
    file = gated_copy / "assessment.json"
    assessment = json.loads(file.read_text())
    assert run(LZ, "waivers", gated_copy).out.count("switched off") == 0
    waiver = assessment["waivers"][0] | {"id": "W-0099", "covers": 0}
    file.write_text(json.dumps(assessment | {"security_hub_waivers": [waiver]}))
    done = run(LZ, "waivers", gated_copy)
    assert done.code == 0, done.err
    assert "W-0099" in done.out
    assert "1 more switch controls of Security Hub off" in done.out


def test_report_writes_a_site_and_the_same_bytes_again(gated: Path, run: Command, tmp_path: Path) -> None:
    """It says which file to open, and the file is there; same input, same bytes."""
    for name in ("one", "other"):
        done = run(LZ, "report", gated, "--output", tmp_path / name)
        assert done.code == 0, done.err
        assert str(tmp_path / name / "index.html") in done.out
    assert (tmp_path / "one" / "requirements" / "pci-dss-4.0.1" / "10.3.4.html").is_file()
    files = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*") if path.is_file())
    assert len(files) > 400
    for file in files:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "other" / file).read_bytes(), file


def test_no_assessment_is_told(tmp_path: Path, run: Command) -> None:
    """Exit code 2, and what to run first."""
    done = run(LZ, "controls", tmp_path)
    assert done.code == 2
    assert "cdk synth" in done.err


def test_rules_that_say_the_same_are_explained_once(gated: Path, run: Command) -> None:
    """With every id, so that a search for any of them finds the result."""
    done = run(LZ, "explain", "s3-versioning", "--assembly", gated, COLUMNS="250")
    (line,) = (line for line in done.out.splitlines() if "S3BucketVersioningEnabled" in line)
    for pack in ("HIPAA.Security", "NIST.800.53.R4", "NIST.800.53.R5", "PCI.DSS.321"):
        assert f"{pack}::{pack}-S3BucketVersioningEnabled" in line
