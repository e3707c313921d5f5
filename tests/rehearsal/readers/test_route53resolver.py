"""Logs of DNS queries, made and changed by the API of Route 53 Resolver."""

from __future__ import annotations

from tests.rehearsal.readers.account import (
    ACCOUNT,
    REGION,
    Declared,
    Stubs,
    assert_created,
    assert_differing,
    assert_missing,
    assert_spelled,
)

ARN = f"arn:aws:route53resolver:{REGION}:{ACCOUNT}:resolver-query-log-config/rqlc-1"


def test_the_log_of_queries_and_its_tie_are_read(stubs: Stubs) -> None:
    """A tie that failed logs nothing: it is missing, whatever CloudFormation has."""
    log = Declared(
        "AWS::Route53Resolver::ResolverQueryLoggingConfig",
        "rqlc-1",
        {"DestinationArn": "arn:aws:s3:::logs", "Name": "dns"},
    )
    for destination, status in (("logs", "CREATED"), ("logs", "CREATED"), ("others", "CREATED"), ("logs", "FAILED")):
        answer = {
            "Id": "rqlc-1",
            "Arn": ARN,
            "Name": "dns",
            "Status": status,
            "DestinationArn": f"arn:aws:s3:::{destination}",
        }
        stubs.answer(
            "route53resolver",
            "get_resolver_query_log_config",
            {"ResolverQueryLogConfig": answer},
            ResolverQueryLogConfigId="rqlc-1",
        )
    stubs.fail("route53resolver", "get_resolver_query_log_config", "ResourceNotFoundException")
    assert_created(log, stubs.clients)
    assert_spelled(log, stubs.clients)
    assert_differing(log, stubs.clients, "DestinationArn")
    assert_missing(log, stubs.clients)
    assert_missing(log, stubs.clients)

    tie = Declared(
        "AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation",
        "rqlca-1",
        {"ResolverQueryLogConfigId": "rqlc-1", "ResourceId": "vpc-1"},
    )
    for vpc, status in (("vpc-1", "ACTIVE"), ("vpc-1", "ACTIVE"), ("vpc-2", "ACTIVE"), ("vpc-1", "FAILED")):
        answer = {"Id": "rqlca-1", "ResolverQueryLogConfigId": "rqlc-1", "ResourceId": vpc, "Status": status}
        stubs.answer(
            "route53resolver",
            "get_resolver_query_log_config_association",
            {"ResolverQueryLogConfigAssociation": answer},
            ResolverQueryLogConfigAssociationId="rqlca-1",
        )
    assert_created(tie, stubs.clients)
    assert_spelled(tie, stubs.clients)
    assert_differing(tie, stubs.clients, "ResourceId")
    assert_missing(tie, stubs.clients)
