"""Values for properties that are not there, and values of outsiders, by what the schema and the name say."""

from __future__ import annotations

import re
from typing import Any

from landing_zone.cloudformation.types.schema_node import SchemaNode
from landing_zone.proofs.mutants.model import Operator

FOREIGN_ACCOUNT = "987654321098"
"""An account that is in no example zone."""
FOREIGN_ORGANISATION = "o-foreign0000"
EVERYWHERE = "0.0.0.0/0"
OTHER_TEXT = "lz-mutant"
_DEPTH = 4

_WIDEST = ((r"(?i)cidr(ip)?$|cidrblock$", EVERYWHERE), (r"(?i)ipv6$", "::/0"))
_OUTSIDE = (
    (r"(?i)rolearn$|role$", f"arn:aws:iam::{FOREIGN_ACCOUNT}:role/foreign"),
    (r"(?i)kms.*|.*encryptionkey.*|.*keyarn$|.*keyid$", f"arn:aws:kms:eu-central-1:{FOREIGN_ACCOUNT}:key/foreign"),
    (r"(?i)topic.*arn$", f"arn:aws:sns:eu-central-1:{FOREIGN_ACCOUNT}:foreign"),
    (r"(?i)loggroup.*arn$|.*logdestination$", f"arn:aws:logs:eu-central-1:{FOREIGN_ACCOUNT}:log-group:foreign"),
    (r"(?i)bucket.*arn$|resourcearn$", "arn:aws:s3:::foreign-bucket"),
    (r"(?i).*arns?$", f"arn:aws:sns:eu-central-1:{FOREIGN_ACCOUNT}:foreign"),
    (r"(?i).*bucket(name)?$", "foreign-bucket"),
    (r"(?i).*account(id)?s?$|owner(id)?$", FOREIGN_ACCOUNT),
    (r"(?i)principals?$", FOREIGN_ACCOUNT),
    (r"(?i).*e?mail.*", "someone@foreign.example"),
    (r"(?i).*ur[il]$|endpoint$", "https://foreign.example/"),
    (r"(?i).*vpcid$", "vpc-0f0f0f0f0f0f0f0f0"),
    (r"(?i).*subnetids?$", "subnet-0f0f0f0f0f0f0f0f0"),
    (r"(?i).*securitygroup.*", "sg-0f0f0f0f0f0f0f0f0"),
)
_FITTING = (
    OTHER_TEXT,
    "LzMutant",
    "us-east-1",
    "0",
    "1",
    "rate(1 day)",
    f"arn:aws:iam::{FOREIGN_ACCOUNT}:role/foreign",
    "/lz-mutant",
    "*",
)


def sample(node: SchemaNode, name: str, depth: int = 0) -> Any:
    """Return a value that the schema takes, as small as it can be; ``None`` where none is found."""
    if node.enum:
        return node.enum[0]
    if (fixed := node.first("const")) is not None:
        return fixed
    types = node.types
    if "boolean" in types:
        return True
    if types & {"integer", "number"}:
        return node.first("minimum") if node.first("minimum") is not None else 1
    if "array" in types:
        item = sample(node.items, name, depth + 1) if depth < _DEPTH else None
        return [] if item is None else [item]
    if node.properties:
        return sample_object(node, depth)
    if "object" in types and node.values is not None:
        inner = sample(node.values, "value", depth + 1) if depth < _DEPTH else None
        return {OTHER_TEXT: inner} if inner is not None else {}
    if "object" in types and "string" not in types:
        return {}
    return text_for(node, name)[1]


def sample_object(node: SchemaNode, depth: int = 0) -> dict[str, Any] | None:
    """Return an object with its required properties alone; ``None`` where one of them has no value."""
    made: dict[str, Any] = {}
    for name in sorted(node.required):
        inner = node.properties.get(name)
        value = sample(inner, name, depth + 1) if inner is not None and depth < _DEPTH else None
        if value is None:
            return None
        made[name] = value
    return made


def text_for(node: SchemaNode, name: str) -> tuple[Operator, str]:
    """Return a text that the schema takes and the name means, and what it does to put it there.

    It is the widest range where the name means one, an outsider where it names somebody, else just another text.
    """
    for operator, known in ((Operator.WIDEN, _WIDEST), (Operator.OUTSIDER, _OUTSIDE)):
        named = [text for form, text in known if re.fullmatch(form, name)]
        if named:
            return operator, next((text for text in named if _fits(node, text)), named[0])
    return Operator.REPLACE, next((text for text in _FITTING if _fits(node, text)), OTHER_TEXT)


def _fits(node: SchemaNode, text: str) -> bool:
    pattern, longest, shortest = (node.first(key) for key in ("pattern", "maxLength", "minLength"))
    if not (shortest or 0) <= len(text) <= (longest or 1000):
        return False
    try:
        return not isinstance(pattern, str) or re.search(pattern, text) is not None
    except re.error:  # some schemas have patterns of another dialect
        return True


def foreign(text: str) -> str:
    """Return the same text as it would be of another account; "" for one that names no account, address or mail box."""
    if re.search(r"\b\d{12}\b", text):
        return re.sub(r"\b\d{12}\b", FOREIGN_ACCOUNT, text)
    if re.fullmatch(r"[^@\s]+@[^@\s]+", text):
        return "someone@foreign.example"
    if text.startswith("https://"):
        return "https://foreign.example/"
    if re.fullmatch(r"o-[a-z0-9]{10,32}", text):
        return FOREIGN_ORGANISATION
    if text.startswith("arn:"):
        return f"arn:aws:sns:eu-central-1:{FOREIGN_ACCOUNT}:foreign"
    return ""
