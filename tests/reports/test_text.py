"""How ids, paths and messages are written."""

from __future__ import annotations

import pytest

from landing_zone.findings.message import without_old_ids
from landing_zone.reports.text import breakable, rule_in_words, slug, upper_first, words


@pytest.mark.parametrize(
    ("text", "name"), [("10.3.4", "10.3.4"), ("32(1)(a)", "32-1-a"), ("A/../b", "A-..-b"), ("Annex é", "Annex")]
)
def test_an_id_gives_a_file_name(text: str, name: str) -> None:
    """A file name has letters, digits, dots and dashes alone, so no id leads out of the site."""
    assert slug(text) == name


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("Bad - (Control IDs: 2.2, 164.312(a)(2)(iv), AC-4(21)). Fix it.", "Bad. Fix it."),
        ("Bad - (Control ID: 10.5). Fix it.", "Bad. Fix it."),
        ("Bad (Control IDs: AC-17(4)(a), X((b))).", "Bad."),
        ("Bad (see the manual). Fix it.", "Bad (see the manual). Fix it."),
    ],
)
def test_ids_of_other_standards_are_dropped(message: str, shown: str) -> None:
    """Nested brackets are part of an id; other brackets stay."""
    assert without_old_ids(message) == shown


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("PCI.DSS.321::PCI.DSS.321-S3BucketLoggingEnabled", "S3 bucket logging enabled"),
        ("NIST.800.53.R4::NIST.800.53.R4-VPCDefaultSecurityGroupClosed", "VPC default security group closed"),
        ("HIPAA.Security::HIPAA.Security-EC2InstanceNoPublicIp", "EC2 instance no public ip"),
        ("AwsSolutions::AwsSolutions-S1", ""),
        ("checkov::CKV_AWS_18", ""),
        ("assertion::logs-kept.one-trail", ""),
    ],
)
def test_the_words_in_a_rules_name(rule: str, text: str) -> None:
    """A rule without a title is at least readable, and a mere number is not made into words."""
    assert rule_in_words(rule) == text


def test_a_path_may_break_after_its_parts_and_is_escaped() -> None:
    """A long path wraps where a reader expects it, and its text stays text."""
    assert breakable("Logs/<b>/A::B/") == "Logs/<wbr>&lt;b&gt;/<wbr>A::<wbr>B/"


def test_a_status_is_written_as_people_read_it() -> None:
    """AWS stays AWS."""
    assert words("inherited-from-aws") == "inherited from AWS"
    assert upper_first("inherited from AWS") == "Inherited from AWS"
