"""Bucket policies, and whether each refuses every caller without TLS: for all that answers that question."""

from __future__ import annotations

import json
from typing import Any

from landing_zone.cloudformation.intrinsics.values import Truth

ARN = {"Fn::GetAtt": ["Data", "Arn"]}
CUSTOM = {"Fn::GetAtt": ["Custom", "Policy"]}
OBJECTS = {"Fn::Join": ["", [ARN, "/*"]]}
NAMED = "arn:aws:s3:::${Data}"
ROLE = "arn:aws:iam::555555555555:role/pay"


def deny(**changes: Any) -> dict[str, Any]:
    """A statement that refuses plain HTTP, but for the changes; ``None`` takes an element away."""
    statement = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [ARN, OBJECTS],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    return {key: value for key, value in (statement | changes).items() if value is not None}


def when(**tests: Any) -> dict[str, Any]:
    """The statement with another condition."""
    return deny(Condition=tests)


_HTTP = {"aws:SecureTransport": "false"}
_STATEMENTS: dict[str, tuple[Any, Truth]] = {
    "whole": (deny(), True),
    "allow": (deny(Effect="Allow"), False),
    "nothing": ([], False),
    "principal-star": (deny(Principal={"AWS": "*"}), True),
    "principal-list": (deny(Principal={"AWS": ["*"]}), True),
    "principal-list-of-two": (deny(Principal={"AWS": [ROLE, "*"]}), True),
    "one-role": (deny(Principal={"AWS": ROLE}), False),
    "one-service": (deny(Principal={"Service": "cloudtrail.amazonaws.com"}), False),
    "every-federated": (deny(Principal={"Federated": "*"}), None),
    "principal-is-a-reference": (deny(Principal=ARN), None),
    "principal-beside-all-but-one": (deny(NotPrincipal={"AWS": ROLE}), False),
    "one-user-of-s3": (deny(Principal={"CanonicalUser": "79a5"}), False),
    "all-but-one": (deny(Principal=None, NotPrincipal={"AWS": ROLE}), False),
    "no-principal": (deny(Principal=None), False),
    "every-action": (deny(Action="*"), True),
    "action-list": (deny(Action=["ec2:*", "s3:*"]), True),
    "action-case": (deny(Action="S3:*"), True),
    "one-action": (deny(Action="s3:GetObject"), False),
    "many-actions": (deny(Action=["s3:Get*", "s3:Put*"]), False),
    "one-letter": (deny(Action="s3:?"), False),
    "not-another-service": (deny(Action=None, NotAction="ec2:*"), True),
    "not-one-action": (deny(Action=None, NotAction=["s3:GetObject"]), False),
    "not-anything": (deny(Action=None, NotAction="*"), False),
    "bucket-alone": (deny(Resource=ARN), False),
    "objects-alone": (deny(Resource=OBJECTS), False),
    "every-resource": (deny(Resource="*"), True),
    "two-statements": ([deny(Resource=ARN), deny(Resource=OBJECTS)], True),
    "two-statements-one-for-a-role": ([deny(Resource=ARN), deny(Resource=OBJECTS, Principal={"AWS": ROLE})], False),
    "two-paths": (deny(Resource=[OBJECTS, {"Fn::Sub": NAMED + "/logs/*"}]), False),
    "one-path": (deny(Resource=[ARN, {"Fn::Sub": "${Data.Arn}/logs/*"}]), False),
    "path-with-colon": (deny(Resource=[ARN, {"Fn::Sub": "${Data.Arn}/a:b/*"}]), False),
    "by-name": (deny(Resource=[{"Fn::Sub": NAMED}, {"Fn::Sub": NAMED + "/*"}]), True),
    "by-name-and-partition": (
        deny(Resource=[{"Fn::Sub": "arn:${AWS::Partition}:s3:::${Data}"}, {"Fn::Sub": "${Data.Arn}/*"}]),
        True,
    ),
    "prefix": (deny(Resource={"Fn::Sub": NAMED + "*"}), True),
    "objects-of-one-letter": (deny(Resource=[ARN, {"Fn::Sub": "${Data.Arn}/?"}]), False),
    "another-bucket": (deny(Resource=[{"Fn::GetAtt": ["Other", "Arn"]}, {"Fn::Sub": "${Other.Arn}/*"}]), False),
    "all-but-a-resource": (deny(Resource=None, NotResource="arn:aws:s3:::x/public/*"), None),
    "no-resource": (deny(Resource=None), False),
    "no-condition": (deny(Condition=None), False),
    "empty-condition": (deny(Condition={}), False),
    "condition-is-a-reference": (deny(Condition=ARN), None),
    "operator-is-a-reference": (when(Bool=ARN), None),
    "second-operator-is-a-reference": (when(Bool=_HTTP, StringEquals=CUSTOM), None),
    "value-is-a-reference": (when(Bool={"aws:SecureTransport": CUSTOM}), None),
    "true-or-false": (when(Bool={"aws:SecureTransport": ["true", "false"]}), True),
    "effect-is-a-reference": (deny(Effect=CUSTOM), None),
    "statement-is-a-reference": (CUSTOM, None),
    "statement-of-a-list-is-a-reference": ([CUSTOM], None),
    "reference-beside-certain": ([CUSTOM, deny()], True),
    "key-case": (when(Bool={"AWS:securetransport": "false"}), True),
    "operator-case": (when(bool=_HTTP), True),
    "if-exists": (when(BoolIfExists=_HTTP), True),
    "false-as-boolean": (when(Bool={"aws:SecureTransport": False}), True),
    "false-as-list": (when(Bool={"aws:SecureTransport": ["false"]}), True),
    "false-in-capitals": (when(Bool={"aws:SecureTransport": "False"}), True),
    "true": (when(Bool={"aws:SecureTransport": "true"}), False),
    "true-if-exists": (when(BoolIfExists={"aws:SecureTransport": "true"}), False),
    "another-key": (when(Bool={"aws:ViaAWSService": "false"}), False),
    "for-all-values": (when(**{"ForAllValues:Bool": _HTTP}), False),
    "second-key": (when(Bool={**_HTTP, "aws:ViaAWSService": "false"}), False),
    "second-operator": (when(Bool=_HTTP, StringEquals={"aws:PrincipalOrgID": "o-examplepay01"}), False),
    "version-of-tls": (when(NumericLessThan={"s3:TlsVersion": "1.2"}), False),
    "version-of-tls-besides": ([deny(), when(NumericLessThan={"s3:TlsVersion": 1.2})], True),
    "unknown-value": (when(Bool={"aws:SecureTransport": {"Ref": "Any"}}), None),
    "unknown-action": (deny(Action={"Ref": "Any"}), None),
    "unknown-principal": (deny(Principal={"AWS": {"Ref": "Any"}}), None),
    "unknown-resource": (deny(Resource=[{"Ref": "Any"}, OBJECTS]), None),
    "unknown-path": (deny(Resource=[ARN, {"Fn::Sub": "${Data.Arn}/${Any}"}]), None),
    "unknown-name": (
        deny(Resource=[{"Fn::Sub": "arn:aws:s3:::data-${Any}"}, {"Fn::Sub": "arn:aws:s3:::data-${Any}/*"}]),
        True,  # S3 takes no policy that names another bucket
    ),
    "unknown-beside-certain": ([deny(Action={"Ref": "Any"}), deny()], True),
    "unknown-beside-one-role": (deny(Action={"Ref": "Any"}, Principal={"AWS": ROLE}), False),
    "perhaps-there": ([{"Fn::If": ["Nowhere", deny(), {"Ref": "AWS::NoValue"}]}], None),
}

TLS_CASES: dict[str, tuple[Any, Truth]] = {
    **{name: ({"Statement": found}, answer) for name, (found, answer) in _STATEMENTS.items()},
    "json-text": (json.dumps({"Statement": deny(Resource="*")}), True),
    "json-text-of-one-role": (json.dumps({"Statement": [deny(Resource="*", Principal={"AWS": ROLE})]}), False),
    "text-of-something-else": ("{", None),
    "json-after-a-byte-order-mark": ("\ufeff" + json.dumps({"Statement": deny(Resource="*")}), None),
    "document-is-a-reference": (CUSTOM, None),
    "no-statement": ({}, False),
}
"""Name to policy document of the bucket ``Data``, and the answer.

``Any`` is a parameter, ``Custom`` a custom resource.
"""
