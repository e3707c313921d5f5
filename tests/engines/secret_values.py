"""Sixty resources with a secret as text, and sixty without, for the measured recall and false alarms.

Values of the forms of known tokens are put together here, so that no scanner of a repository takes them for real.
"""

from __future__ import annotations

import base64
import json
from typing import Any

Resource = tuple[str, dict[str, Any]]
_WORD = "Hunter2" + "-Summer"
_HEX = "9f86d081" + "884c7d659a2feaa0c55ad015"
_ACCESS_KEY = "AKIA" + "Z7Q2MGXK5VNPLRTD"
_GITHUB = "ghp_" + "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5"
_FINE_GRAINED = "github_pat_" + "11ABCDEFG0" + "aB3dE5fG7hJ9kL1mN3"
_GITLAB = "glpat-" + "aB3dE5fG7hJ9kL1mN3pQ"
_NPM = "npm_" + "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5"
_SLACK = "xoxb-" + "123456789012-123456789012-aB3dE5fG7hJ9kL1mN3pQ5rS7"
_STRIPE = "sk_live_" + "aB3dE5fG7hJ9kL1mN3pQ5rS7"
_SENDGRID = "SG." + "aB3dE5fG7hJ9kL1mN3pQ5r" + "." + "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5bC7dE9f"
_OPENAI = "sk-" + "aB3dE5fG7hJ9kL1mN3pQT3BlbkFJaB3dE5fG7hJ9kL1mN3pQ"
_JWT = "eyJhbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiIxMjM0NTY3ODkwIn0" + ".dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"
_PRIVATE_KEY = "-----BEGIN RSA PRIV" + "ATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----"
_SSM = "{{resolve:ssm:/shop/password}}"
_POSTGRES = "postgresql://shop:" + _WORD + "@db.example.com/orders"


def _function(**variables: Any) -> Resource:
    return "AWS::Lambda::Function", {"Environment": {"Variables": variables}}


def _code(text: str) -> Resource:
    return "AWS::Lambda::Function", {"Code": {"ZipFile": text}}


def _task(name: str, value: Any) -> Resource:
    return "AWS::ECS::TaskDefinition", {"ContainerDefinitions": [{"Environment": [{"Name": name, "Value": value}]}]}


def _command(*words: str) -> Resource:
    return "AWS::ECS::TaskDefinition", {"ContainerDefinitions": [{"Command": list(words)}]}


def _job(name: str, value: Any) -> Resource:
    return "AWS::Batch::JobDefinition", {"ContainerProperties": {"Environment": [{"Name": name, "Value": value}]}}


def _build(name: str, value: Any, kind: str = "PLAINTEXT") -> Resource:
    variables = [{"Name": name, "Value": value, "Type": kind}]
    return "AWS::CodeBuild::Project", {"Environment": {"EnvironmentVariables": variables}}


def _user_data(text: str) -> Resource:
    return "AWS::EC2::Instance", {"UserData": {"Fn::Base64": text}}


def _template_data(text: str) -> Resource:
    encoded = base64.b64encode(text.encode()).decode()
    return "AWS::EC2::LaunchTemplate", {"LaunchTemplateData": {"UserData": encoded}}


def _parameter(name: str, value: Any) -> Resource:
    return "AWS::SSM::Parameter", {"Type": "String", "Name": name, "Value": value}


def _document(step: dict[str, Any]) -> Resource:
    return "AWS::SSM::Document", {"Content": {"schemaVersion": "2.2", "mainSteps": [step]}}


def _machine(text: str) -> Resource:
    return "AWS::StepFunctions::StateMachine", {"DefinitionString": text}


def _custom(**properties: Any) -> Resource:
    return "Custom::Shop", {"ServiceToken": "arn:aws:lambda:eu-west-1:555555555555:function:shop", **properties}


SECRETS: list[Resource] = [
    _function(DB_PASSWORD=_WORD),
    _function(dbPassword=_WORD),
    _function(API_KEY=_HEX),
    _function(STRIPE=_STRIPE),
    _function(DATABASE_URL=_POSTGRES),
    _function(REDIS="rediss://:" + _WORD + "@cache.example.com:6379"),
    _function(AMQP="amqps://shop:" + _WORD + "@mq.example.com"),
    _function(SETTINGS=json.dumps({"client_secret": _WORD})),
    _function(CLIENT_SECRET=_SSM),
    _function(PASSPHRASE={"Fn::Join": ["", ["Hunter2", "-Summer"]]}),
    _function(PASSWORD={"Fn::If": ["Production", {"Ref": "Password"}, _WORD]}),
    _function(CREDS=_WORD),
    _code("password = '" + _WORD + "'\n"),
    _code('conn = connect(host="db", password="' + _WORD + '")\n'),
    _code("const apiKey = '" + _HEX + "';\n"),
    _code('settings = {"client_secret": "' + _WORD + '"}\n'),
    _code("TOKEN = '" + _GITHUB + "'\n"),
    _code("import os\nkey = '" + _ACCESS_KEY + "'\n"),
    _code("engine = create_engine('" + _POSTGRES + "')\n"),
    _task("DB_PASSWORD", _WORD),
    _task("GITHUB", _GITHUB),
    _task("TOKENS", _FINE_GRAINED),
    _task("MONGO", "mongodb+srv://shop:" + _WORD + "@db.example.com"),
    _command("server", "--password", _WORD),
    _command("sh", "-c", "export SECRET=" + _WORD + " && server"),
    _job("DB_PASSWORD", _WORD),
    _job("SLACK", _SLACK),
    _build("NPM_TOKEN", _NPM),
    _build("SENDGRID", _SENDGRID),
    _build("SECRET", _WORD),
    _user_data("#!/bin/sh\nexport DB_PASSWORD=" + _WORD + "\n"),
    _user_data("#!/bin/sh\ncurl https://shop:" + _WORD + "@example.com\n"),
    _user_data("#!/bin/sh\nmysql --password=" + _WORD + " orders\n"),
    _template_data("#!/bin/sh\nexport API_KEY=" + _HEX + "\n"),
    _template_data("#!/bin/sh\necho '" + _PRIVATE_KEY + "' > key.pem\n"),
    _parameter("/shop/password", _WORD),
    _parameter("/shop/settings", json.dumps({"db": {"password": _WORD}})),
    _parameter("/shop/gitlab", _GITLAB),
    _document({"action": "aws:runShellScript", "inputs": {"runCommand": ["export PASSWORD=" + _WORD]}}),
    _document({"action": "aws:runShellScript", "inputs": {"runCommand": ["curl -H 'Authorization: " + _JWT + "'"]}}),
    _machine(json.dumps({"States": {"Call": {"Parameters": {"client_secret": _WORD}}}})),
    _machine(json.dumps({"States": {"Call": {"Parameters": {"Headers": {"Key": _OPENAI}}}}})),
    _custom(Password=_WORD),
    _custom(Nested={"ApiToken": _HEX}),
    ("AWS::RDS::DBInstance", {"MasterUserPassword": _WORD}),
    ("AWS::RDS::DBCluster", {"MasterUserPassword": _SSM}),
    ("AWS::Redshift::Cluster", {"MasterUserPassword": _WORD}),
    ("AWS::DocDB::DBCluster", {"MasterUserPassword": _WORD}),
    ("AWS::ElastiCache::ReplicationGroup", {"AuthToken": _WORD}),
    ("AWS::AmazonMQ::Broker", {"Users": [{"Username": "shop", "Password": _WORD}]}),
    ("AWS::DMS::Endpoint", {"Password": _WORD}),
    ("AWS::SecretsManager::Secret", {"SecretString": _WORD}),
    ("AWS::Events::Connection", {"AuthParameters": {"BasicAuthParameters": {"Username": "a", "Password": _WORD}}}),
    ("AWS::Cognito::UserPoolIdentityProvider", {"ProviderDetails": {"client_secret": _WORD}}),
    ("AWS::IAM::ServerCertificate", {"PrivateKey": _PRIVATE_KEY}),
    ("AWS::Glue::Job", {"DefaultArguments": {"--db_password": _WORD}}),
    ("AWS::Glue::Connection", {"ConnectionInput": {"ConnectionProperties": {"PASSWORD": _WORD}}}),
    ("AWS::ApiGateway::ApiKey", {"Value": _HEX}),
    ("AWS::SageMaker::Model", {"PrimaryContainer": {"Environment": {"HUB_TOKEN": _WORD}}}),
    ("AWS::ElasticBeanstalk::Environment", {"OptionSettings": [{"OptionName": "DB_PASSWORD", "Value": _WORD}]}),
]

NO_SECRETS: list[Resource] = [
    _function(MAX_TOKENS=4096),
    _function(MAX_TOKENS="4096"),
    _function(SECRET_ROTATION_DAYS="30"),
    _function(SECRET_ARN="arn:aws:secretsmanager:eu-west-1:555555555555:secret:shop-a1b2c3"),
    _function(SECRET_NAME="shop/database"),
    _function(PASSWORD_POLICY="strict"),
    _function(PASSWORD_MIN_LENGTH="14"),
    _function(TOKEN_ISSUER="https://issuer.example.com"),
    _function(TOKEN_TTL="3600"),
    _function(JWT_ALGORITHM="RS256"),
    _function(API_KEY_HEADER="X-Api-Key"),
    _function(CREDENTIALS_FILE="/etc/shop/credentials"),
    _function(DB_PASSWORD={"Ref": "Password"}),
    _function(DB_PASSWORD="{{resolve:secretsmanager:shop:SecretString:password}}"),
    _function(DB_PASSWORD="{{resolve:ssm-secure:/shop/password}}"),
    _function(PASSWORDLESS="true"),
    _function(SECRETARY="ada"),
    _function(TOKENIZER="cl100k"),
    _function(PARTITION_KEY="order"),
    _function(SORT_KEY="date"),
    _function(S3_OBJECT_KEY="reports/2026.csv"),
    _function(PUBLIC_KEY_URL="https://example.com/jwks.json"),
    _function(CACHE_KEY="orders-by-day"),
    _function(KMS_KEY="alias/shop"),
    _function(DATABASE_URL="postgresql://db.example.com/orders"),
    _function(COMMIT="9fceb02d0ae598e95dc970b74767f19372d61af8"),
    _function(IMAGE="555555555555.dkr.ecr.eu-west-1.amazonaws.com/shop@sha256:" + "0" * 64),
    _code("password = os.environ['DB_PASSWORD']\n"),
    _code("password = client.get_secret_value(SecretId='shop')['SecretString']\n"),
    _code("TOKEN_HEADER = 'X-Token'\n"),
    _code("secret_name = 'shop/database'\n"),
    _code("def handler(event, context):\n    return event.get('nextToken', '')\n"),
    _code("MAX_TOKENS = 4096\n"),
    _code("const tokenUrl = 'https://issuer.example.com/token';\n"),
    _code("raise ValueError('the password is too short')\n"),
    _task("SECRET_ID", "shop"),
    _task("TOKEN_AUDIENCE", "shop"),
    _task("PASSWORD_RESET_URL", "https://shop.example.com/reset"),
    _command("server", "--token-ttl", "3600"),
    _command("server", "--no-password"),
    _job("SECRET_ARN", {"Ref": "Secret"}),
    _job("PASSWORD_FILE", "/run/secrets/password"),
    _build("NPM_TOKEN", "/shop/npm-token", "PARAMETER_STORE"),
    _build("SECRET", "shop:password", "SECRETS_MANAGER"),
    _build("TOKEN_LENGTH", "32"),
    _user_data("#!/bin/sh\nexport DB_PASSWORD=$(aws secretsmanager get-secret-value --secret-id shop)\n"),
    _user_data("#!/bin/sh\nexport TOKEN_TTL=3600\n"),
    _user_data("#!/bin/sh\ncurl -X PUT http://169.254.169.254/latest/api/token -H 'X-ttl-seconds: 60'\n"),
    _template_data("#!/bin/sh\nexport API_KEY=$API_KEY\n"),
    _parameter("/shop/password-policy", "strict"),
    _parameter("/shop/secret-arn", "arn:aws:secretsmanager:eu-west-1:555555555555:secret:shop-a1b2c3"),
    _parameter("/shop/settings", json.dumps({"db": {"host": "db.example.com", "password_file": "/run/secret"}})),
    _document({"action": "aws:runShellScript", "inputs": {"runCommand": ["export PASSWORD=$PASSWORD"]}}),
    _machine(json.dumps({"States": {"Call": {"Parameters": {"SecretId.$": "$.secret", "NextToken.$": "$.next"}}}})),
    _custom(SecretArn={"Ref": "Secret"}, MaxTokens=5),
    ("AWS::RDS::DBInstance", {"ManageMasterUserPassword": True}),
    ("AWS::RDS::DBCluster", {"MasterUserPassword": "{{resolve:secretsmanager:shop:SecretString:password}}"}),
    ("AWS::SecretsManager::Secret", {"GenerateSecretString": {"SecretStringTemplate": '{"username": "shop"}'}}),
    ("AWS::Glue::Connection", {"ConnectionInput": {"ConnectionProperties": {"SECRET_ID": "shop"}}}),
    ("AWS::Glue::Job", {"DefaultArguments": {"--job-bookmark-option": "job-bookmark-enable"}}),
]
