"""The country of each AWS Region, as an ISO 3166-1 code."""

from __future__ import annotations

_BY_PREFIX = {"us": "US", "us-gov": "US", "cn": "CN", "ca": "CA", "mx": "MX", "sa": "BR", "il": "IL"}
_BY_REGION = {
    "af-south-1": "ZA",
    "ap-east-1": "HK",
    "ap-east-2": "TW",
    "ap-northeast-1": "JP",
    "ap-northeast-2": "KR",
    "ap-northeast-3": "JP",
    "ap-south-1": "IN",
    "ap-south-2": "IN",
    "ap-southeast-1": "SG",
    "ap-southeast-2": "AU",
    "ap-southeast-3": "ID",
    "ap-southeast-4": "AU",
    "ap-southeast-5": "MY",
    "ap-southeast-6": "NZ",
    "ap-southeast-7": "TH",
    "eu-central-1": "DE",
    "eu-central-2": "CH",
    "eu-north-1": "SE",
    "eu-south-1": "IT",
    "eu-south-2": "ES",
    "eu-west-1": "IE",
    "eu-west-2": "GB",
    "eu-west-3": "FR",
    "eusc-de-east-1": "DE",
    "me-central-1": "AE",
    "me-south-1": "BH",
}
"""Source: "AWS Regions", AWS Regions and Availability Zones User Guide; a test compares it with botocore's names."""


def country_of(region: str) -> str:
    """Return the country of a Region, or "" for one that this version does not know."""
    return _BY_REGION.get(region) or _BY_PREFIX.get(region.rsplit("-", 2)[0], "")
