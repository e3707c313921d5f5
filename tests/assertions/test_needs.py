"""``needs``: an assertion is asked where the zone has what it needs, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from landing_zone.assertions.decide import decide
from landing_zone.assertions.evaluate import Evaluation, evaluate
from landing_zone.catalogue.assertion import Assertion
from landing_zone.catalogue.control import Control
from landing_zone.cloudformation.model import Assembly
from landing_zone.findings.finding import Finding, Status

BuildAssembly = Callable[..., Assembly]
Judge = Callable[..., Evaluation]
RULE = "assertion::the-control.it-holds"
SECURITY, CDE, STAGING = "333333333333/eu-west-1", "555555555555/eu-west-1", "666666666666/eu-west-1"
BUCKET = "AWS::S3::Bucket"
FORMS: dict[str, dict[str, Any]] = {
    "each": {"each": {"type": [BUCKET]}, "must": "BucketName == 'other'"},
    "related": {"each": {"type": [BUCKET]}, "related": {"type": ["AWS::KMS::Key"], "by": "Description"}},
    "none": {"none": {"type": [BUCKET], "where": "BucketName == 'same'"}},
    "none of a type": {"none": {"type": [BUCKET]}},
    "unique": {"unique": {"type": [BUCKET]}, "by": "BucketName"},
    "stack": {"each": {"type": ["LandingZone::Assembly::Stack"]}, "must": "name == 'other'"},
    "account": {"each": {"type": ["LandingZone::Configuration::Account"]}, "must": "stage == 'other'"},
    "in each environment": {
        "in_each_environment": {"regions": ["home"]},
        "has": {"type": [BUCKET], "where": "BucketName == 'other'"},
    },
}
"""Each form, as it fails in each environment that it is asked in."""


@pytest.fixture
def built(assembly: BuildAssembly, zone: dict[str, Any]) -> Callable[..., Assembly]:
    """Return a function that builds a zone with the same bucket in each account's home."""
    body = {"Resources": {"B": {"Type": BUCKET, "Properties": {"BucketName": "same"}}}}

    def _built(of_zone: bool = True, **existing: Any) -> Assembly:
        stacks = {f"S{number}": (place, body) for number, place in enumerate((SECURITY, CDE, STAGING))}
        return assembly(stacks, {**zone, "existing": existing} if of_zone else None)

    return _built


def _failing(evaluation: Evaluation) -> list[str]:
    return sorted(f.environment for f in evaluation.findings if f.status is Status.FAIL)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_it_is_asked_where_the_zone_has_what_it_needs(
    built: Callable[..., Assembly], judge: Judge, form: dict[str, Any]
) -> None:
    """With it everywhere, each environment is judged as without ``needs``; one that has it already is left out."""
    everywhere = judge(built(), needs=["own-detector", "mirror"], **form)
    assert everywhere == judge(built(), **form)
    assert _failing(everywhere) == [SECURITY, CDE, STAGING]

    adopted = built(detector={"accounts": ["cde-production"]})
    assert _failing(judge(adopted, needs=["own-detector"], **form)) == [SECURITY, STAGING]
    assert _failing(judge(adopted, needs=["own-recorder"], **form)) == [SECURITY, CDE, STAGING]


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_it_is_not_asked_where_no_environment_has_it(
    built: Callable[..., Assembly], judge: Judge, form: dict[str, Any]
) -> None:
    """No finding, and it does not read as if there were nothing to judge."""
    both: tuple[dict[str, Any], ...] = ({"detector": {"accounts": []}}, {"trail": {"name": "a-trail"}})
    for existing in both:
        evaluation = judge(built(**existing), needs=["own-detector", "own-trail"], **form)
        assert (evaluation.findings, evaluation.without_subject, evaluation.not_asked) == ((), (), (RULE,))


def test_a_mirror_that_there_is_not_is_lacking(assembly: BuildAssembly, zone: dict[str, Any], judge: Judge) -> None:
    """Also where the filter means environments of the mirror alone, of which there are none."""
    fields = {"in_each_environment": {"regions": ["mirror"]}, "has": {"type": [BUCKET]}}
    del zone["regions"]["mirror"]
    one = assembly({"S": (SECURITY, {"Resources": {"B": {"Type": BUCKET}}})}, zone)
    assert judge(one, needs=["mirror"], **fields).not_asked == (RULE,)
    without = judge(one, **fields)
    assert (without.not_asked, without.without_subject) == ((), (RULE,))


def test_where_all_that_a_filter_means_lack_it_nothing_is_asked(built: Callable[..., Assembly], judge: Judge) -> None:
    """The others are not what the assertion is about."""
    adopted = built(detector={"accounts": ["cde-production"]})
    filters = {"roles": ["workload"], "stages": ["production"]}
    for form in (
        {"in_each_environment": filters, "has": {"type": [BUCKET]}},
        {"each": {"type": [BUCKET], "environments": filters}, "must": "BucketName"},
    ):
        assert judge(adopted, needs=["own-detector"], **form).not_asked == (RULE,)
        assert judge(adopted, **form).findings


def test_a_search_of_what_may_not_be_there_names_the_searched_stacks_alone(
    built: Callable[..., Assembly], judge: Judge
) -> None:
    """The stacks of the account that is left out are not among them."""
    (found,) = judge(
        built(detector={"accounts": ["cde-production"]}),
        needs=["own-detector"],
        none={"type": ["AWS::GuardDuty::Detector"]},
    ).findings
    assert (found.status, found.searched) == (Status.PASS, ("S0", "S2"))


def test_templates_from_elsewhere_lack_nothing(built: Callable[..., Assembly], judge: Judge) -> None:
    """Nothing is known of their zone."""
    evaluation = judge(built(of_zone=False), needs=["organisation", "mirror"], **FORMS["each"])
    assert [f.status for f in evaluation.findings] == [Status.FAIL] * 3


def test_what_is_not_asked_decides_over_nothing(built: Callable[..., Assembly]) -> None:
    """An engine's finding stays, in the environments where the deciding assertion is left out and where it is asked."""
    rule = "checkov::CKV_AWS_21"
    control = Control.model_validate(
        {
            "id": "versions",
            "title": "Buckets keep versions",
            "statement": "Each bucket keeps the versions of its objects.",
            "remediation": "Switch it on.",
            "rules": [rule],
            "assertions": [
                {
                    "id": "named",
                    "description": "The bucket has the name.",
                    "each": {"type": [BUCKET]},
                    "must": "BucketName == 'same'",
                    "needs": ["own-detector"],
                }
            ],
            "decides": [
                {
                    "assertion": "named",
                    "rules": [rule],
                    "reason": "The assertion is more precise.",
                    "source": "https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html",
                }
            ],
        }
    )
    engine = [Finding(rule, f"S{number}", "B", "", Status.FAIL) for number in range(3)]
    for accounts, left in (([], {0, 1, 2}), (["security"], {0})):
        evaluation = evaluate(built(detector={"accounts": accounts}), [control])
        decided = decide([*engine, *evaluation.findings], [control])[:3]
        kept = {number for number, finding in enumerate(decided) if finding.status is Status.FAIL}
        assert kept == left
        assert {f.status for n, f in enumerate(decided) if n not in left} <= {Status.OVERRULED}


def test_an_unknown_feature_is_refused() -> None:
    """With what there is."""
    fields = {"id": "it-holds", "description": "What must hold.", **FORMS["each"], "needs": ["miror"]}
    with pytest.raises(ValidationError, match="a zone has no feature 'miror'"):
        Assertion.model_validate(fields)
