"""JUnit XML."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from landing_zone.assessment.model import Assessment, BrokenFileEntry, Outcome
from landing_zone.reports.junit import PLACES_NAMED, render
from tests.reports.outcomes import RULE, with_outcome


def _root(assessment: Assessment) -> ET.Element:
    return ET.fromstring(render(assessment)["landing-zone.xml"])  # noqa: S314 - our own file


def test_the_counts_are_those_of_the_cases(assessment: Assessment) -> None:
    """Of each suite, and of all together."""
    root = _root(assessment)
    for element in (*root, root):
        cases = list(element.iter("testcase"))
        assert element.get("tests") == str(len(cases))
        for attribute, tag in (("failures", "failure"), ("errors", "error")):
            assert element.get(attribute) == str(sum(case.find(tag) is not None for case in cases))
    assert int(str(root.get("failures"))) == 2
    assert int(str(root.get("errors"))) == 1


def test_a_case_of_the_engines_fails_with_the_exit_code(assessment: Assessment) -> None:
    """What concerns no such templates, or a waiver accepts, fails no pipeline; a file that was not read does."""

    def elements(changed: Assessment) -> list[str]:
        return [child.tag for case in _root(changed)[0].iter("testcase") for child in case]

    engines = (assessment.engines[0].model_copy(update={"not_judged": ("A",)}),)
    held = assessment.verdict.model_copy(update={"held": True, "outcome": Outcome.HELD})
    of_an_engine = {"engines": engines, "not_judged": ("assertions about a zone",)}
    assert elements(assessment.model_copy(update=of_an_engine)) == ["error", "skipped"]
    assert elements(assessment.model_copy(update={**of_an_engine, "verdict": held})) == ["skipped", "skipped"]
    broken = (BrokenFileEntry(file="a.yaml", what="it is cut off"),)
    only = {"engines": (), "not_judged": (), "broken_files": broken}
    assert elements(assessment.model_copy(update=only)) == ["error"]


def test_a_suite_for_each_control(assessment: Assessment) -> None:
    """Also for one that no check judged: it is skipped, and says why."""
    root = _root(assessment)
    names = [suite.get("name") for suite in root]
    assert names == ["engines", *(control.id for control in assessment.controls), "checks without a control"]
    skipped = {suite.get("name"): [e.get("message") for e in suite.iterfind("testcase/skipped")] for suite in root}
    assert "no resource to judge" in str(skipped["waf-rules"])
    assert "Visit the site" in str(skipped["site-visited"])


def test_a_failure_does_not_hide_what_is_undetermined(assessment: Assessment) -> None:
    """The worst names the element, and its text has all that did not pass."""
    failures = [str(failure.text) for failure in _root(assessment).iter("failure")]
    (text,) = [text for text in failures if "The bucket does not log" in text]
    assert "undetermined: Data/Bucket<b>" in text


def test_a_case_keeps_its_name_while_resources_come_and_go(assessment: Assessment) -> None:
    """Pipelines recognise a case by its name."""
    names = [
        {case.get("name") for case in _root(with_outcome(assessment, outcome)).iter("testcase")}
        for outcome in ("passed", "failed")
    ]
    assert names[0] == names[1]


def test_control_characters_are_replaced(assessment: Assessment) -> None:
    """XML holds none of them: the file stays readable."""
    changed = with_outcome(assessment, "failed")
    check = changed.checks[-1]
    odd = check.failed[0].model_copy(update={"message": "a\x00b\x1bc\ufffe"})
    odd_check = check.model_copy(update={"failed": (odd,)})
    root = _root(changed.model_copy(update={"checks": (*changed.checks[:-1], odd_check)}))
    assert any("a\ufffdb\ufffdc\ufffd" in str(failure.text) for failure in root.iter("failure"))


def test_a_case_names_no_more_places_than_people_read(assessment: Assessment) -> None:
    """And says how many more there are."""
    changed = with_outcome(assessment, "failed")
    check = changed.checks[-1]
    many = tuple(
        check.failed[0].model_copy(update={"resource": None, "stack": f"S{n}", "environment": "555555555555/eu-west-1"})
        for n in range(30)
    )
    root = _root(
        changed.model_copy(update={"checks": (*changed.checks[:-1], check.model_copy(update={"failed": many}))})
    )
    (text,) = [c.findtext("failure", "") for c in root.iter("testcase") if str(c.get("name")).startswith(RULE)]
    assert len(text.splitlines()) == PLACES_NAMED + 1
    assert "and 10 more" in text
