from collections.abc import Callable

import aws_cdk as cdk
import pytest

from landing_zone_constructs.organisation import (
    account_id,
    organisation_id,
    organisation_trail_arn,
    principal_within,
    resource_within,
    source_within,
)


def test_an_organisation_trail_has_one_arn() -> None:
    """The trail is in the management account, in its home Region."""
    arn = organisation_trail_arn(
        partition="aws", home_region="eu-west-1", management_account="222222222222", trail_name="org"
    )
    assert arn == "arn:aws:cloudtrail:eu-west-1:222222222222:trail/org"


@pytest.mark.parametrize("value", ["", "o-short", "O-EXAMPLEPAY01", "r-examplepay01", "o-examplepay01*"])
def test_a_malformed_organisation_id_is_refused(value: str) -> None:
    """A wrong id in a condition would admit no principal, or the wrong organisation."""
    with pytest.raises(ValueError, match=r"an organisation id is o-.*got"):
        organisation_id(value)


@pytest.mark.parametrize("value", ["", "11111111111", "1111111111111", "11111111111a", "*"])
def test_a_malformed_account_id_is_refused(value: str) -> None:
    """An account id has 12 digits."""
    with pytest.raises(ValueError, match="12 digits, got"):
        account_id(value)


@pytest.mark.parametrize(("region", "name"), [("*", "org"), ("eu-west-1", ""), ("eu-west-1", "org-*"), ("", "org")])
def test_a_trail_that_is_not_exactly_one_is_refused(region: str, name: str) -> None:
    """No wildcard may be in a policy's condition."""
    with pytest.raises(ValueError, match="must name exactly one"):
        organisation_trail_arn(partition="aws", home_region=region, management_account="222222222222", trail_name=name)


@pytest.mark.parametrize(
    ("condition", "key"), [(source_within, "Source"), (principal_within, "Principal"), (resource_within, "Resource")]
)
def test_a_condition_names_the_organisation_or_the_account(
    condition: Callable[[str | None], dict[str, str]], key: str
) -> None:
    """Without an organisation the one account is admitted, and no other; a malformed id is refused."""
    assert condition("o-examplepay01") == {f"aws:{key}OrgID": "o-examplepay01"}
    assert condition(None) == {f"aws:{key}Account": cdk.Aws.ACCOUNT_ID}
    with pytest.raises(ValueError, match="an organisation id is"):
        condition("*")
