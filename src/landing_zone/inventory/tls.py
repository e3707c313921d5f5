"""Where TLS ends, is demanded or is certified, for the inventory of cryptography (PCI DSS 4.2.1, 4.2.1.1, 12.3.3)."""

from __future__ import annotations

from landing_zone.cloudformation.iam.tls import refused_tls_versions, refuses_plain_http
from landing_zone.cloudformation.intrinsics.lists import listed
from landing_zone.cloudformation.intrinsics.values import targets_in
from landing_zone.inventory.facts import Fact, Facts, at, shown
from landing_zone.inventory.model import TlsFact

_SETTINGS = {
    "AWS::ElasticLoadBalancingV2::Listener": ("load balancer listener", "SslPolicy"),
    "AWS::ApiGateway::DomainName": ("API domain", "SecurityPolicy"),
    "AWS::OpenSearchService::Domain": ("search domain", "DomainEndpointOptions.TLSSecurityPolicy"),
    "AWS::Transfer::Server": ("file transfer server", "SecurityPolicyName"),
    "AWS::CertificateManager::Certificate": ("certificate", "KeyAlgorithm"),
    "AWS::ACMPCA::CertificateAuthority": ("private certificate authority", "KeyAlgorithm"),
    "AWS::CloudFront::Distribution": (
        "distribution",
        "DistributionConfig.ViewerCertificate.MinimumProtocolVersion",
    ),
}
_POLICIES = {
    "AWS::S3::BucketPolicy": ("bucket", "Bucket", "s3:*"),
    "AWS::SNS::TopicPolicy": ("topic", "Topics", "sns:Publish"),
    "AWS::SQS::QueuePolicy": ("queue", "Queues", "sqs:*"),
}


def tls(facts: Facts) -> tuple[TlsFact, ...]:
    """List every setting of TLS, and every policy that refuses a caller without it."""
    found = []
    for type_, (what, path) in _SETTINGS.items():
        for fact in facts.of(type_):
            setting = shown(at(fact.properties, *path.split(".")))
            found.append(_fact(fact, what, setting or f"{path.rpartition('.')[2]} is not set: the service's default"))
    for type_, (what, guarded, action) in _POLICIES.items():
        for fact in facts.of(type_):
            policy = fact.properties.get("PolicyDocument")
            holders = listed(fact.properties.get(guarded))
            refusing = [holder for holder in holders if refuses_plain_http(policy, holder, action)]
            if refusing:
                positions = (facts.position(target) for target in sorted(targets_in(refusing)))
                guards = tuple(position for position in positions if position is not None)
                found.append(_fact(fact, f"policy of a {what}", "refuses callers without TLS", guards))
            if action == "s3:*":
                versions = refused_tls_versions(policy, holders)
                found += [_fact(fact, f"policy of a {what}", f"refuses TLS below {version}") for version in versions]
    return tuple(sorted(found, key=lambda t: (t.environment, t.resource, t.setting)))


def _fact(fact: Fact, what: str, setting: str, guards: tuple[int, ...] = ()) -> TlsFact:
    return TlsFact(resource=fact.position, environment=fact.environment, what=what, setting=setting, guards=guards)
