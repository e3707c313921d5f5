"""The verdict on a terminal: what is broken first, where to correct it, and the counts at the end."""

from __future__ import annotations

import io
import textwrap
from pathlib import Path

import pytest
from rich.console import Console

from landing_zone.assessment.model import Assessment, CheckEntry, ControlStatus, FindingEntry, ResourceEntry
from landing_zone.console.console import output_console
from landing_zone.console.failures import short_ids
from landing_zone.console.verdict_text import GROUPS_SHOWN, Amount, amount_asked_for, print_verdict, summary
from landing_zone.errors import UserError
from landing_zone.gate.judge import judge_path
from tests.reports.conftest import assessment  # noqa: F401 - a fixture
from tests.reports.states import every_status

ONE_MISTAKE = Path(__file__).with_name("one_mistake.yaml")


def _text(assessment: Assessment, amount: Amount = Amount.NORMAL, width: int = 120) -> str:  # noqa: F811
    printed = io.StringIO()
    print_verdict(assessment, Console(file=printed, width=width), amount)
    return printed.getvalue()


def _broken(assessment: Assessment, *resources: ResourceEntry, **changes: object) -> Assessment:  # noqa: F811
    """Return the assessment with one check alone, which fails at each of the resources."""
    control = assessment.controls[0].model_copy(update={"status": ControlStatus.NOT_HELD})
    failed = tuple(FindingEntry(resource=n, message=f"Resource {n} is open.") for n in range(len(resources)))
    check = CheckEntry(
        rule="checkov::CKV_AWS_7", engine="checkov", controls=(control.id,), passed=(), failed=failed
    ).model_copy(update=changes)
    verdict = assessment.verdict.model_copy(update={"held": False, "failed": len(failed)})
    checks = {"checks": (check,), "controls": (control,), "resources": resources, "verdict": verdict}
    return assessment.model_copy(update=checks)


def _resource(number: int, source: str) -> ResourceEntry:
    return ResourceEntry(
        stack="Shop",
        logical_id=f"Key{number}",
        type="AWS::KMS::Key",
        construct_path=f"Shop/Key{number:03}/Resource",
        environment="",
        source=source,
    )


@pytest.fixture(scope="module")
def one_mistake() -> Assessment:
    """A bucket that is right but for one setting."""
    return judge_path(ONE_MISTAKE).assessment


def test_one_mistake_fits_a_screen(one_mistake: Assessment) -> None:
    """24 lines of 80 columns: control, requirement, line of the file, what is wrong, the fix, and the verdict last."""
    printed = _text(one_mistake, width=80)
    lines = [part for line in printed.splitlines() for part in textwrap.wrap(line, 80) or [""]]
    assert len(lines) <= 24, printed
    number = 1 + ONE_MISTAKE.read_text().splitlines().index(next(t for t in ONE_MISTAKE.open() if "mistake:" in t)[:-1])
    for text in (
        "    1  s3-bpa-bucket: Buckets block public access  (5 requirements:",
        "pci-dss-4.0.1 1.4.4, 7.3.3",
        "one_mistake.yaml/Orders  AWS::S3::Bucket 'Orders'\n",
        f"one_mistake.yaml:{number}\n",
        "  FAILS  s3-bpa-bucket: PublicAccessBlockConfiguration.BlockPublicAcls is\n",
        "    fix  Set all four settings of PublicAccessBlockConfiguration to true.\n",
    ):
        assert text in printed
    assert printed.splitlines()[-1].startswith("NOT HELD  ")


def test_packs_that_say_the_same_are_one(one_mistake: Assessment) -> None:
    """With their number; ids of other standards, which their messages list, are in no output."""
    printed = _text(one_mistake)
    assert "S3BucketLevelPublicAccessProhibited (3 packs)" in printed
    assert "Control ID" not in printed
    assert "NIST.800.53.R5::NIST.800.53.R5-S3BucketLevelPublicAccessProhibited" in _text(one_mistake, Amount.VERBOSE)


@pytest.mark.parametrize(
    ("rules", "shown"),
    [
        (["AwsSolutions::AwsSolutions-S1", "checkov::CKV_AWS_18"], ["AwsSolutions-S1", "CKV_AWS_18"]),
        (["HIPAA.Security::HIPAA.Security-X", "PCI.DSS.321::PCI.DSS.321-X"], ["X (2 packs)"]),
        (["PCI.DSS.321::PCI.DSS.321-X", "PCI.DSS.321::PCI.DSS.321-X"], ["PCI.DSS.321-X"]),
        (["cfn-lint::E3012", "gate::waiver-unused"], ["cfn-lint::E3012", "gate::waiver-unused"]),
        (["assertion::kms-rotation.rotation-on"], ["rotation-on"]),
    ],
)
def test_ids_in_short(rules: list[str], shown: list[str]) -> None:
    """What a waiver names stays readable."""
    assert short_ids((rule, "") for rule in rules) == shown
    assert short_ids((rule, "a") for rule in rules) == [
        f"{name.partition(' ')[0]}[a]{''.join(name.partition(' ')[1:])}" for name in shown
    ]


def test_many_mistakes_are_cut_and_counted(assessment: Assessment) -> None:  # noqa: F811
    """The summary is first, the verdict is last, and what is cut is counted; a verbose text has all of it."""
    broken = _broken(assessment, *(_resource(n, f"stacks/shop.py:{n}") for n in range(200)))
    lines = _text(broken).splitlines()
    assert lines[0] == "Broken at 200 places: 1 control. By the number of places:"
    assert lines[1].startswith(f"  200  {broken.controls[0].id}: {broken.controls[0].title}")
    assert f"and {200 - GROUPS_SHOWN} more places: LZ_OUTPUT=verbose prints them, and the assessment has them" in lines
    assert len(lines) < 70
    assert any(line.startswith("NOT HELD  ") for line in lines[-5:])
    everything = _text(broken, Amount.VERBOSE)
    assert all(f"Resource {n} is open." in everything for n in range(200))


def test_places_of_one_line_are_described_once(assessment: Assessment) -> None:  # noqa: F811
    """A building block that is wrong fails in each account: one correction, one block."""
    broken = _broken(
        assessment, *(_resource(n, "blocks/key.py:3") for n in range(20)), _resource(20, "blocks/key.py:4")
    )
    printed = _text(broken)
    assert printed.splitlines()[0].startswith("Broken at 21 places: ")
    names = ", ".join(f"Shop/Key{n:03}/Resource" for n in range(1, 6))
    assert f"and 19 like it: {names}, and 14 more" in " ".join(printed.split())
    assert printed.count("FAILS  ") == 2
    assert printed.count("  blocks/key.py:3\n") == 1


def test_the_worst_is_first(assessment: Assessment) -> None:  # noqa: F811
    """By places, then by requirements; rules without a control are last."""
    broken = _broken(assessment, *(_resource(n, f"shop.py:{n}") for n in range(3)))
    few, many = (
        assessment.controls[n].model_copy(update={"status": ControlStatus.NOT_HELD, "id": name})
        for n, name in ((0, "few"), (1, "many"))
    )
    (check,) = broken.checks
    one = check.model_copy(update={"controls": ("few",), "failed": check.failed[:1]})
    loose = check.model_copy(update={"controls": (), "rule": "cfn-lint::E1", "engine": "cfn-lint"})
    both = check.model_copy(update={"controls": ("many",)})
    printed = _text(broken.model_copy(update={"checks": (one, loose, both), "controls": (few, many)}))
    rows = [line.split()[:2] for line in printed.splitlines()[1:5] if line[:5].strip()]
    assert rows == [["3", "many:"], ["1", "few:"], ["3", "cfn-lint::E1"]]
    assert "Shop/Key000/Resource" in printed.split("\n\n")[1], "the place with the most is first"


def test_advice_is_shown_apart(assessment: Assessment) -> None:  # noqa: F811
    """It is counted, and in a verbose text each has the reason why it does not stop; never is it a failure."""
    broken = _broken(assessment, _resource(0, "shop.py:1"), advice="no framework in scope names it")
    printed = _text(broken)
    assert "FAILS" not in printed
    assert "1 finding of 1 rule: advice, which does not stop; LZ_OUTPUT=verbose prints them" in printed
    everything = " ".join(_text(broken, Amount.VERBOSE).split())
    assert "advice checkov::CKV_AWS_7" in everything
    assert "no framework in scope names it; at Shop/Key000/Resource" in everything


def test_quiet_says_the_verdict_or_nothing(assessment: Assessment) -> None:  # noqa: F811
    """Nothing when all controls hold."""
    broken = _broken(assessment, _resource(0, "shop.py:1"))
    assert _text(broken, Amount.QUIET).count("\n") == 1
    assert _text(broken, Amount.QUIET).startswith("NOT HELD  ")
    held = broken.model_copy(update={"verdict": broken.verdict.model_copy(update={"held": True})})
    assert _text(held, Amount.QUIET) == ""


def test_a_wrong_amount_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A setting that is misspelt must not be ignored."""
    monkeypatch.delenv("LZ_OUTPUT", raising=False)
    assert amount_asked_for() is Amount.NORMAL
    monkeypatch.setenv("LZ_OUTPUT", "quite")
    with pytest.raises(UserError, match="LZ_OUTPUT"):
        amount_asked_for()


def test_a_template_cannot_write_over_the_verdict(
    assessment: Assessment,  # noqa: F811
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What moves the cursor of a terminal, or turns the direction of a text, is replaced."""
    found = FindingEntry(resource=None, stack="Shop\x1b[2J", message="The key\x1b[1A\r\u202eis \x9b0mopen.")
    broken = _broken(assessment, failed=(found,))
    print_verdict(broken.model_copy(update={"not_judged": ("a\x1b[31m.txt: no template",)}), output_console())
    printed = capsys.readouterr().out
    assert "is" in printed
    assert "\ufffd[31m.txt" in printed
    assert not {"\x1b", "\r", "\u202e", "\x9b"} & set(printed)


def test_a_value_that_an_engine_quotes_is_cut(assessment: Assessment) -> None:  # noqa: F811
    """User data of thousands of characters would fill screens; a verbose text has it."""
    found = FindingEntry(resource=None, stack="Shop", detail="d" * 5000, message=f"'{'x' * 5000}' is too long")
    broken = _broken(assessment, failed=(found,))
    printed = _text(broken)
    assert len(printed) < 3000
    assert "more characters" in printed
    assert "x" * 400 not in printed
    assert "x" * 5000 in _text(broken, Amount.VERBOSE)


def test_what_the_shape_lacks_is_a_line(assessment: Assessment) -> None:  # noqa: F811
    """With the number of requirements that say so; nothing of a zone that has everything."""
    line = "this shape lacks mirror; trail, detector existed before; 3 requirements say so"
    assert line in summary(every_status(assessment)).plain.split("\n")
    assert "this shape" not in summary(assessment).plain
