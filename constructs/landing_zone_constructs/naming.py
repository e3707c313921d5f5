"""The one function for physical names: used only where another account or Region must name a resource."""

from __future__ import annotations

import re

SHORTEST_NAME = 3
"""S3 refuses bucket names of fewer than three characters; it is the strictest of the services used here."""
LONGEST_NAME = 63
"""S3 refuses bucket names of more than 63 characters."""

_PART = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_RESERVED_PREFIXES = ("xn--", "sthree-", "amzn-s3-demo-")
_RESERVED_SUFFIXES = ("-s3alias", "--ol-s3", "--x-s3", "--table-s3")


def physical_name(*parts: str, max_length: int = LONGEST_NAME) -> str:
    """Join the parts into one name that S3, SNS, IAM, KMS aliases and CloudWatch Logs all accept.

    Nothing is cut, hashed or lower-cased: the same parts give the same name. The caller must avoid two different lists
    that give one name (``("a-b", "c")`` and ``("a", "b-c")``).

    Args:
        parts: lowercase letters, digits and single hyphens, each; joined by a hyphen.
        max_length: the longest name allowed, in characters; at most 63, S3's own limit.

    Returns:
        The name.

    Raises:
        ValueError: no part is given, a part or the whole breaks a rule, or a prefix or suffix is reserved.

    Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
    """
    if not SHORTEST_NAME <= max_length <= LONGEST_NAME:
        raise ValueError(f"max_length must be between {SHORTEST_NAME} and {LONGEST_NAME}, got {max_length}")
    if not parts:
        raise ValueError("a physical name needs at least one part, got none")
    for part in parts:
        if not _PART.fullmatch(part):
            raise ValueError(
                f"a part of a physical name must be lowercase letters, digits and single inner hyphens, got {part!r}"
            )
    name = "-".join(parts)
    if not SHORTEST_NAME <= len(name) <= max_length:
        raise ValueError(
            f"a physical name must have {SHORTEST_NAME} to {max_length} characters, got {len(name)} in {name!r}: "
            "shorten a part, since a name is never cut"
        )
    for prefix in _RESERVED_PREFIXES:
        if name.startswith(prefix):
            raise ValueError(f"S3 reserves the prefix {prefix!r}, got {name!r}")
    for suffix in _RESERVED_SUFFIXES:
        if name.endswith(suffix):
            raise ValueError(f"S3 reserves the suffix {suffix!r}, got {name!r}")
    return name
