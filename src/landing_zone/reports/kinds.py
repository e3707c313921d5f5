"""What a type of CloudFormation is, in plain words, for people who have never read a template."""

from __future__ import annotations

import re

_KINDS = {
    "AWS::AccessAnalyzer::Analyzer": "finder of access from outside (IAM Access Analyzer)",
    "AWS::Backup::BackupPlan": "backup plan",
    "AWS::Backup::BackupSelection": "selection of what is backed up",
    "AWS::Backup::BackupVault": "vault of backups",
    "AWS::CertificateManager::Certificate": "TLS certificate",
    "AWS::CloudTrail::Trail": "audit trail of API calls",
    "AWS::CloudWatch::Alarm": "alarm on a metric",
    "AWS::Config::AggregationAuthorization": "permission to gather AWS Config results",
    "AWS::Config::ConfigRule": "AWS Config rule, which judges running resources",
    "AWS::Config::ConfigurationAggregator": "gatherer of AWS Config results",
    "AWS::Config::ConfigurationRecorder": "recorder of configuration changes",
    "AWS::Config::DeliveryChannel": "where recorded configuration is sent",
    "AWS::Config::OrganizationConformancePack": "AWS Config rules for the whole organisation",
    "AWS::EC2::EIP": "fixed public address",
    "AWS::EC2::FlowLog": "log of network traffic",
    "AWS::EC2::InternetGateway": "gateway to the internet",
    "AWS::EC2::NatGateway": "gateway for outgoing traffic",
    "AWS::EC2::NetworkAcl": "filter of a subnet's traffic",
    "AWS::EC2::Route": "route of a network",
    "AWS::EC2::RouteTable": "table of routes",
    "AWS::EC2::SecurityGroup": "firewall of single resources",
    "AWS::EC2::Subnet": "subnet of a network",
    "AWS::EC2::SubnetRouteTableAssociation": "link of a subnet to its routes",
    "AWS::EC2::VPC": "private network",
    "AWS::EC2::VPCEndpoint": "private way to an AWS service",
    "AWS::EC2::VPCGatewayAttachment": "link of a network to its gateway",
    "AWS::ElasticLoadBalancingV2::Listener": "port on which a load balancer listens",
    "AWS::ElasticLoadBalancingV2::LoadBalancer": "load balancer",
    "AWS::Events::EventBus": "channel of events",
    "AWS::Events::EventBusPolicy": "who may send events",
    "AWS::Events::Rule": "rule that reacts to events",
    "AWS::GuardDuty::Detector": "detector of threats (GuardDuty)",
    "AWS::IAM::ManagedPolicy": "policy of permissions",
    "AWS::IAM::Policy": "policy of permissions",
    "AWS::IAM::Role": "role that people or programs take on",
    "AWS::IAM::ServiceLinkedRole": "role of an AWS service",
    "AWS::Inspector2::Filter": "filter of vulnerability findings",
    "AWS::KMS::Alias": "name of an encryption key",
    "AWS::KMS::Key": "encryption key",
    "AWS::KMS::ReplicaKey": "copy of an encryption key in another Region",
    "AWS::Lambda::Function": "small program (Lambda function)",
    "AWS::Lambda::Permission": "who may run a small program",
    "AWS::Logs::LogGroup": "store of log records",
    "AWS::Logs::MetricFilter": "counter of events in a log",
    "AWS::Logs::ResourcePolicy": "who may write to a log",
    "AWS::Macie::Session": "finder of sensitive data (Macie)",
    "AWS::NetworkFirewall::Firewall": "network firewall",
    "AWS::Organizations::Policy": "guardrail of the whole organisation",
    "AWS::RDS::DBInstance": "database",
    "AWS::Route53Resolver::ResolverQueryLoggingConfig": "log of name look-ups",
    "AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation": "link of a network to its log of name look-ups",
    "AWS::S3::Bucket": "store of files (S3 bucket)",
    "AWS::S3::BucketPolicy": "who may use a store of files",
    "AWS::SNS::Subscription": "who is told of alerts",
    "AWS::SNS::Topic": "channel of alerts",
    "AWS::SNS::TopicPolicy": "who may use a channel of alerts",
    "AWS::SQS::Queue": "queue of messages",
    "AWS::SQS::QueuePolicy": "who may use a queue",
    "AWS::SSM::Association": "settings applied to servers",
    "AWS::SSM::Document": "settings or steps for servers",
    "AWS::SSM::Parameter": "stored setting",
    "AWS::SecurityHub::ConfigurationPolicy": "which Security Hub controls run",
    "AWS::SecurityHub::DelegatedAdmin": "account that administers Security Hub",
    "AWS::SecurityHub::FindingAggregator": "gatherer of Security Hub findings",
    "AWS::SecurityHub::Hub": "gatherer of security findings (Security Hub)",
    "AWS::SecurityHub::OrganizationConfiguration": "Security Hub for the whole organisation",
    "AWS::SecurityHub::PolicyAssociation": "where a Security Hub policy applies",
    "AWS::WAFv2::LoggingConfiguration": "log of a web application firewall",
    "AWS::WAFv2::WebACL": "web application firewall",
    "Custom::AccountSettings": "settings of a whole account",
}
_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z]|\d|$)|[A-Z]?[a-z]+|[A-Z]+|\d+")


def kind(type_: str) -> str:
    """Return what a resource type is, in plain words: its own name's words where nobody wrote better ones."""
    if type_ in _KINDS:
        return _KINDS[type_]
    service, _, name = type_.removeprefix("AWS::").rpartition("::")
    words = " ".join(word if word.isupper() else word.lower() for word in _WORD.findall(name)) or name
    return f"{words} ({service})" if service else words
