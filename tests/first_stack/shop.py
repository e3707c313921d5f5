"""The shop: a Fargate service behind a public load balancer, with a database and a queue."""

from __future__ import annotations

import aws_cdk as cdk
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_elasticloadbalancingv2 as elbv2
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_rds as rds
from aws_cdk import aws_sqs as sqs
from aws_cdk import aws_ssm as ssm
from aws_cdk import aws_wafv2 as wafv2
from constructs import Construct

from landing_zone.config import Environment, LandingZone
from landing_zone_constructs.access_log_bucket import AccessLogBucket
from landing_zone_constructs.log_group_retention import log_group_retention
from landing_zone_constructs.log_retention import LogRetention
from landing_zone_constructs.published_vpc import published_vpc
from stacks.landing_zone_stack import LandingZoneStack
from stacks.names import WEB_ACL_PARAMETER, Names, log_groups_of

DATA_CLASS = "personal-data"
PORT, DATABASE_PORT = 8443, 5432


class Shop(LandingZoneStack):
    """The shop, in the account's VPC, with all it keeps under the key of personal data.

    Args:
        scope: the app.
        environment: a production account that faces the internet, with a network, and holds personal data.
        zone: the configuration.
    """

    def __init__(self, scope: Construct, *, environment: Environment, zone: LandingZone) -> None:
        super().__init__(scope, environment=environment, zone=zone, description="The shop")
        vpc = published_vpc(self, "Vpc")
        key_arn = ssm.StringParameter.value_for_string_parameter(self, Names(zone).key_parameter(DATA_CLASS))
        key = kms.Key.from_key_arn(self, "Key", key_arn)

        orders = sqs.Queue(
            self,
            "Orders",
            encryption_master_key=key,
            enforce_ssl=True,
            dead_letter_queue=sqs.DeadLetterQueue(
                max_receive_count=5,
                queue=sqs.Queue(self, "Undelivered", encryption_master_key=key, enforce_ssl=True),
            ),
        )
        database = rds.DatabaseCluster(
            self,
            "Database",
            engine=rds.DatabaseClusterEngine.aurora_postgres(version=rds.AuroraPostgresEngineVersion.VER_17_5),
            writer=rds.ClusterInstance.serverless_v2("Writer", publicly_accessible=False),
            readers=[rds.ClusterInstance.serverless_v2("Reader", publicly_accessible=False, scale_with_writer=True)],
            vpc=vpc,
            vpc_subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_ISOLATED),
            security_groups=[
                ec2.SecurityGroup(self, "DatabaseGroup", vpc=vpc, description="Database", allow_all_outbound=False)
            ],
            credentials=rds.Credentials.from_username("shop_owner", encryption_key=key),
            manage_master_user_password=True,  # RDS makes the secret, and rotates it each week
            iam_authentication=True,
            storage_encryption_key=key,
            deletion_protection=True,
            backup=rds.BackupProps(retention=cdk.Duration.days(35)),
            cloudwatch_logs_exports=["postgresql"],
            copy_tags_to_snapshot=True,
            parameters={"rds.force_ssl": "1", "log_statement": "ddl", "pgaudit.log": "all"},
        )

        task = ecs.FargateTaskDefinition(self, "Task")
        task.add_container(
            "Web",
            image=ecs.ContainerImage.from_ecr_repository(
                ecr.Repository.from_repository_name(self, "Images", "shop"), "1.0"
            ),
            port_mappings=[ecs.PortMapping(container_port=PORT)],
            environment={"ORDERS": orders.queue_url, "DATABASE": database.cluster_endpoint.hostname},
            readonly_root_filesystem=True,
            user="1000",
            logging=ecs.LogDriver.aws_logs(
                stream_prefix="web",
                log_group=logs.LogGroup(
                    self,
                    "Log",
                    log_group_name=f"{log_groups_of(DATA_CLASS)}shop",
                    encryption_key=key,
                    retention=log_group_retention(zone.retention.log_groups_days),
                ),
            ),
        )
        orders.grant_send_messages(task.task_role)
        orders.grant_consume_messages(task.task_role)
        database.grant_connect(task.task_role, "shop_web")
        service_group = ec2.SecurityGroup(
            self, "ServiceGroup", vpc=vpc, description="Web tasks", allow_all_outbound=False
        )
        service = ecs.FargateService(
            self,
            "Service",
            cluster=ecs.Cluster(self, "Cluster", vpc=vpc, container_insights_v2=ecs.ContainerInsights.ENABLED),
            task_definition=task,
            desired_count=2,
            vpc_subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_WITH_EGRESS),
            security_groups=[service_group],
            circuit_breaker=ecs.DeploymentCircuitBreaker(rollback=True),
            min_healthy_percent=100,
        )
        service_group.add_egress_rule(ec2.Peer.any_ipv4(), ec2.Port.tcp(443), "AWS's APIs")
        database.connections.allow_from(service, ec2.Port.tcp(DATABASE_PORT), "The shop")

        balancer_group = ec2.SecurityGroup(
            self, "BalancerGroup", vpc=vpc, description="Load balancer", allow_all_outbound=False
        )
        balancer = elbv2.ApplicationLoadBalancer(
            self,
            "Balancer",
            vpc=vpc,
            internet_facing=True,
            security_group=balancer_group,
            deletion_protection=True,
            drop_invalid_header_fields=True,
        )
        balancer_group.add_egress_rule(ec2.Peer.ipv4(vpc.vpc_cidr_block), ec2.Port.tcp(PORT), "The shop")
        retention = zone.retention.audit_logs
        AccessLogBucket(
            self,
            "AccessLogs",
            retention=LogRetention(
                hot_days=retention.hot_days, total_days=retention.total_days, lock_days=retention.lock_days
            ),
        ).receive_from_load_balancer(balancer, prefix="shop")
        balancer.add_redirect()
        balancer.add_listener(
            "Https",
            port=443,
            certificates=[
                acm.Certificate(
                    self, "Certificate", domain_name="shop.example.com", validation=acm.CertificateValidation.from_dns()
                )
            ],
            ssl_policy=elbv2.SslPolicy.TLS13_RES,
        ).add_targets("Web", port=PORT, protocol=elbv2.ApplicationProtocol.HTTPS, targets=[service])
        wafv2.CfnWebACLAssociation(
            self,
            "Firewall",
            resource_arn=balancer.load_balancer_arn,
            web_acl_arn=ssm.StringParameter.value_for_string_parameter(self, WEB_ACL_PARAMETER),
        )
