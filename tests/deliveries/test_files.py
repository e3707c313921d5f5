"""A contract that is wrong is refused, with file and line, and what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from landing_zone.catalogue.load import load_catalogue
from landing_zone.errors import CombinedUserError

CONTRACT = """\
id: ours
title: A service of ours writes into its bucket
service: Ours
caller: {kind: service, name: ours.amazonaws.com}
each: {type: ['AWS::S3::Bucket']}
requests:
  - id: write
    does: writes a file
    action: s3:PutObject
    resource: ${itself.arn}/file
    sure: documented
sources: [{page: 'https://docs.aws.amazon.com/', read: 2026-12-01, says: It writes.}]
remediation: Admit the service in the bucket's policy.
"""


def test_a_contract_of_ones_own_is_added(tmp_path: Path, root: Path) -> None:
    """A folder of one's own adds contracts to those of the project."""
    (tmp_path / "deliveries").mkdir()
    (tmp_path / "deliveries" / "ours.yaml").write_text(CONTRACT, encoding="utf-8")
    found = load_catalogue(root / "policies", tmp_path).deliveries
    assert {"ours", "config-history"} <= set(found)


@pytest.mark.parametrize(
    ("right", "wrong", "line", "said"),
    [
        ("s3:PutObject", "s3:PutObjekt", 9, "there is no IAM action 's3:PutObjekt'"),
        ("AWS::S3::Bucket", "AWS::S3::Buckit", 5, "there is no resource type 'AWS::S3::Buckit'"),
        ("${itself.arn}", "${fond('a', 'b')}", 10, "there is no function 'fond'"),
        ("${itself.arn}", "${itself.}", 10, "JMESPath"),
        ("sure: documented", "sure: perhaps", 11, "documented"),
        ("sure: documented", "sure: unconfirmed", 1, "nothing says what AWS leaves open"),
        ("read: 2026-12-01, ", "", 1, "parts are documented, and https://docs.aws.amazon.com/ was not read"),
        ("id: ours", "id: config-history", 1, "config-history"),
        ("kind: service", "kind: person", 4, "service-linked-role"),
    ],
)
def test_a_mistake_is_shown_with_its_line(
    right: str, wrong: str, line: int, said: str, tmp_path: Path, root: Path
) -> None:
    """Each mistake is one error, which names the file and the line."""
    (tmp_path / "deliveries").mkdir()
    file = tmp_path / "deliveries" / "ours.yaml"
    file.write_text(CONTRACT.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(CombinedUserError) as raised:
        load_catalogue(root / "policies", tmp_path)
    (error,) = raised.value.errors
    assert (error.file, error.line) == (str(file), line)
    assert said in error.render()


def test_a_page_that_was_not_read_is_said_to_be_left_open(tmp_path: Path, root: Path) -> None:
    """Then its parts are reported, and the contract says what is open."""
    (tmp_path / "deliveries").mkdir()
    file = tmp_path / "deliveries" / "ours.yaml"
    unread = CONTRACT.replace("read: 2026-12-01, ", "").replace("sure: documented", "sure: reported")
    file.write_text(unread, encoding="utf-8")
    with pytest.raises(CombinedUserError, match="'left_open' does not say so"):
        load_catalogue(root / "policies", tmp_path)
    file.write_text(f"{unread}left_open: The page could not be opened.\n", encoding="utf-8")
    (source,) = load_catalogue(root / "policies", tmp_path).deliveries["ours"].sources
    assert source.read is None
