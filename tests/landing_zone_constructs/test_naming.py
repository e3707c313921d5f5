import pytest

from landing_zone_constructs.naming import physical_name


def test_parts_are_joined_by_hyphens() -> None:
    """The same parts give the same name, in the order given."""
    assert physical_name("examplepay", "audit-logs", "eu-west-1") == "examplepay-audit-logs-eu-west-1"


def test_the_longest_name_is_accepted_and_one_more_character_is_not() -> None:
    """A name is never cut: 63 characters pass, 64 are refused with the name in the message."""
    assert physical_name("a" * 63) == "a" * 63
    with pytest.raises(ValueError, match=r"got 64 in 'a{64}'"):
        physical_name("a" * 64)


def test_a_caller_may_ask_for_less() -> None:
    """A service with a lower limit gives it as max_length."""
    assert physical_name("audit", max_length=5) == "audit"
    with pytest.raises(ValueError, match="3 to 5 characters, got 6 in 'audits'"):
        physical_name("audits", max_length=5)


@pytest.mark.parametrize("limit", [2, 64])
def test_a_limit_beyond_what_s3_takes_is_refused(limit: int) -> None:
    """max_length itself stays between 3 and 63."""
    with pytest.raises(ValueError, match=f"got {limit}"):
        physical_name("audit", max_length=limit)


@pytest.mark.parametrize(
    "part", ["Audit", "audit_logs", "audit.logs", "-audit", "audit-", "a--b", "", "audit logs", "ä"]
)
def test_a_part_that_s3_would_refuse_is_refused(part: str) -> None:
    """Nothing is silently lower-cased or replaced."""
    with pytest.raises(ValueError, match=f"got {part!r}"):
        physical_name("examplepay", part)


def test_no_part_is_refused() -> None:
    """A name without parts is a mistake."""
    with pytest.raises(ValueError, match="got none"):
        physical_name()


def test_too_short_a_name_is_refused() -> None:
    """S3 takes no name below three characters."""
    with pytest.raises(ValueError, match="got 2 in 'ab'"):
        physical_name("ab")


@pytest.mark.parametrize("name", ["sthree-audit", "amzn-s3-demo-audit", "audit-s3alias"])
def test_a_prefix_or_suffix_that_s3_reserves_is_refused(name: str) -> None:
    """S3 uses them for its own buckets."""
    with pytest.raises(ValueError, match=f"reserves.*got '{name}'"):
        physical_name(name)
