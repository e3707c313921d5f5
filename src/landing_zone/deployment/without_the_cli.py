"""Deploys a bootstrap template that is too long for the CDK CLI, by CloudFormation itself.

The CLI writes a template as YAML, and takes no more than 50 KiB of that: a longer one has to be in a bucket, which the
bootstrap is to make. As it is in the assembly, as JSON, it is a third shorter, and CloudFormation takes it. Sources:
``LARGE_TEMPLATE_SIZE_KB`` in aws-cdk 2.1148.1; AWS CloudFormation User Guide, "Understand CloudFormation quotas".
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from landing_zone.config.bootstrap import TOOLKIT_STACK
from landing_zone.deployment.bootstraps import EnvironmentBootstrap

LIMIT = 51_200
"""Characters of YAML that the CDK CLI passes inline, and bytes that CloudFormation takes in a request."""
_WRITTEN_LONGER = 3_200
"""What the CLI's writer of YAML needs more than this one: 2 to 3 kB."""
_VARIANT, _VERSION = "BootstrapVariant", "BootstrapVersion"


def too_long_for_the_cli(template: Path) -> bool:
    """Return whether the CDK CLI would refuse a template where no bootstrap is yet.

    A file that is not JSON is left to the CLI, which says what is wrong with it.
    """
    try:
        body = json.loads(template.read_bytes())
    except ValueError:
        return False
    return len(yaml.safe_dump(body, sort_keys=False)) > LIMIT - _WRITTEN_LONGER


def direct_arguments(one: EnvironmentBootstrap) -> list[str]:
    """Return the arguments of the AWS CLI that deploy the template of one environment."""
    return [
        *("cloudformation", "deploy", "--region", one.region, "--stack-name", TOOLKIT_STACK),
        *("--template-file", str(one.template), "--capabilities", "CAPABILITY_NAMED_IAM"),
    ]


def deploy(template: Path, client: Any, *, force: bool = False) -> str:
    """Deploy the template of one environment, and return what failed.

    Args:
        template: as synthesized.
        client: of CloudFormation in the environment.
        force: replace a stack of another variant, or a newer one, as ``cdk bootstrap --force`` does.
    """
    from botocore.exceptions import BotoCoreError, ClientError, WaiterError

    try:
        body = json.loads(template.read_bytes())
        wanted = {
            "StackName": TOOLKIT_STACK,
            "TemplateBody": json.dumps(body, separators=(",", ":")),
            "Capabilities": ["CAPABILITY_NAMED_IAM"],
        }
        there = _stack(client)
        if there is None:
            client.create_stack(**wanted, EnableTerminationProtection=True)
            client.get_waiter("stack_create_complete").wait(StackName=TOOLKIT_STACK)
            return ""
        if not force and (kept := _kept(there, body)):
            return f"{kept}\n        fix  give --force, once: docs/bootstrap.md"
        client.update_stack(**wanted)
        client.get_waiter("stack_update_complete").wait(StackName=TOOLKIT_STACK)
        client.update_termination_protection(StackName=TOOLKIT_STACK, EnableTerminationProtection=True)
    except WaiterError:
        return f"the stack {TOOLKIT_STACK} failed: its events in CloudFormation say why"
    except (BotoCoreError, ClientError) as error:
        return "" if "No updates are to be performed" in str(error) else f"CloudFormation refuses it: {error}"
    return ""


def _stack(client: Any) -> dict[str, Any] | None:
    from botocore.exceptions import ClientError

    try:
        found: dict[str, Any] = client.describe_stacks(StackName=TOOLKIT_STACK)["Stacks"][0]
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise
    return found


def _kept(there: Mapping[str, Any], body: Mapping[str, Any]) -> str:
    """Return why the stack that is there is left as it is; "" where it is not."""
    variant = body["Parameters"][_VARIANT]["Default"]
    found = {one["ParameterKey"]: one.get("ParameterValue") for one in there.get("Parameters", ())}.get(_VARIANT)
    if found != variant:
        return f"there is a bootstrap stack of another variant, {found!r}"
    outputs = {one["OutputKey"]: one["OutputValue"] for one in there.get("Outputs", ())}
    version, own = outputs.get(_VERSION, "0"), body["Outputs"][_VERSION]["Value"]
    return f"there is a newer bootstrap stack, {version} and not {own}" if int(version) > int(own) else ""
