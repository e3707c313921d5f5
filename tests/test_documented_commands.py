"""Commands of the AWS CLI and the CDK CLI in the documents: each with words and options that these have."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore import xform_name

from landing_zone.preparation.command import CLI_NAMES, command_of
from landing_zone.preparation.load import load_preparation
from tests.test_documentation import DOCUMENTS, ROOT, everywhere, unknown_words

OF_THE_CLI = {"--region", "--profile", "--query", "--output", "--endpoint-url", "--no-cli-pager"}
"""Options of each command. Source: https://docs.aws.amazon.com/cli/latest/reference/, read on 2026-12-01."""
CDK = (ROOT / "node_modules" / "aws-cdk" / "lib" / "index.js").read_text(encoding="utf-8")
AT_ONCE = 20
"""What docs/deployment.md says for --concurrency."""


def commands(text: str, program: str) -> Iterator[tuple[list[str], bool]]:
    """The words of each command of a program, and whether it is in a block, so that it is whole."""
    blocks = re.findall(r"^ *```[a-z]*\n(.*?)^ *```", text, re.DOTALL | re.MULTILINE)
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"^ *```[a-z]*\n.*?^ *```", "", text, flags=re.DOTALL | re.MULTILINE))
    lines = [(line, True) for block in blocks for line in re.sub(r"\\\n\s*", " ", block).splitlines()]
    for line, whole in (*lines, *((span, False) for span in spans)):
        for call in re.findall(rf"(?:^|[&|;(] *|\$ ?|do )(?:npx )?{program} ([^&|;#)]*)", line.strip()):
            yield shlex.split(call.replace("'", "") if call.count("'") % 2 else call), whole


@cache
def operations(service: str) -> Mapping[str, Any] | None:
    """The operations of a service by their names in the AWS CLI; nothing for a service that there is not."""
    name = {cli: boto for boto, cli in CLI_NAMES.items()}.get(service, service)
    session = botocore.session.get_session()
    if name not in session.get_available_services() or service in CLI_NAMES:
        return None
    model = session.get_service_model(name)
    return {xform_name(one, "-"): model.operation_model(one) for one in model.operation_names}


def mistakes_of_aws(words: list[str], *, whole: bool) -> list[str]:
    """What is not a service, an operation or an option of it, and what is missing."""
    if len(words) < 2 or words[0].startswith("-"):
        return []
    known = operations(words[0])
    if known is None or words[1] not in known:
        return [" ".join(words[:2])]
    shape = known[words[1]].input_shape
    members = shape.members if shape is not None else {}
    options = {f"--{xform_name(name, '-')}": member.type_name for name, member in members.items()}
    negated = {option.replace("--", "--no-", 1): option for option, kind in options.items() if kind == "boolean"}
    given = {word.partition("=")[0] for word in words if word.startswith("--")}
    given = {negated.get(option, option) for option in given}
    needed = {f"--{xform_name(name, '-')}" for name in (shape.required_members if shape is not None else ())}
    missing = sorted(needed - given) if whole else []
    return sorted(given - set(options) - OF_THE_CLI) + [f"without {option}" for option in missing]


@cache
def cdk_options() -> Mapping[str, frozenset[str]]:
    """The options of each command of the pinned CDK CLI, as its own source declares them."""
    start = CDK.index('.usage("Usage: cdk')
    common, *parts = CDK[start : CDK.index(".demandCommand(", start)].split(").command(")
    found: dict[str, frozenset[str]] = {}
    for part in parts:
        names = re.findall(
            r'"([a-z-]+)(?: [^"]*)?"', part.partition("],")[0] if part.lstrip().startswith("[") else part
        )
        found |= {
            name: _options(part) | _options(common) for name in (names if part.lstrip().startswith("[") else names[:1])
        }
    return found


def _options(text: str) -> frozenset[str]:
    names = set(re.findall(r'\.option\("([\w-]+)"', text))
    for alias in re.findall(r'alias: (\[[^\]]*\]|"[^"]*")', text):
        names |= set(re.findall(r'"([\w-]+)"', alias))
    return frozenset(
        {f"--{name}" if len(name) > 1 else f"-{name}" for name in names} | {f"--no-{name}" for name in names}
    )


def mistakes_of_cdk(words: list[str]) -> list[str]:
    """What is not a command of the CDK CLI or an option of it."""
    if not words or words[0].startswith("-") or not re.fullmatch(r"[a-z]+", words[0]):
        return []
    if words[0] not in cdk_options():
        return [words[0]]
    given = {word.partition("=")[0] for word in words if re.match(r"--?[a-z]", word)}
    return sorted(given - cdk_options()[words[0]])


@everywhere
def test_every_command_of_the_aws_cli_is_one_that_it_takes(document: Path) -> None:
    """Services, operations and options; in a block also what an operation needs."""
    text = document.read_text(encoding="utf-8")
    found = {" ".join(words): mistakes_of_aws(words, whole=whole) for words, whole in commands(text, "aws")}
    assert {command: mistakes for command, mistakes in found.items() if mistakes} == {}


@everywhere
def test_every_command_of_the_cdk_cli_is_one_that_it_takes(document: Path) -> None:
    """Commands and options of the version that package.json pins."""
    found = {
        " ".join(words): mistakes_of_cdk(words) for words, _ in commands(document.read_text(encoding="utf-8"), "cdk")
    }
    assert {command: mistakes for command, mistakes in found.items() if mistakes} == {}


def test_mistakes_in_commands_are_found() -> None:
    """A service under boto3's name, an operation, an option, what is missing; an option of another command."""
    assert mistakes_of_aws(["config", "describe-config-rules"], whole=True) == ["config describe-config-rules"]
    assert mistakes_of_aws(["configservice", "describe-config-rules", "--region", "x"], whole=True) == []
    assert mistakes_of_aws(["organizations", "list-root"], whole=True) == ["organizations list-root"]
    command = "organizations enable-policy-type --root r-exam --policy-type S3_POLICY"
    assert mistakes_of_aws(command.split(), whole=True) == ["--root", "without --root-id"]
    assert mistakes_of_cdk(["deploy", "--all", "--require-approval", "never", "--concurrency", "20", "-a", "x"]) == []
    assert mistakes_of_cdk(["deploy", "--parallel", "20", "--trust", "1"]) == ["--parallel", "--trust"]
    assert mistakes_of_cdk(["bootstrap", "--trust", "1"]) == []
    assert mistakes_of_cdk(["publish"]) == ["publish"]
    text = "```sh\naws organizations list-roots && \\\n  npx cdk deploy --all # all\n```\nand `cdk diff`"
    assert [words for words, _ in commands(text, "cdk")] == [["deploy", "--all"], ["diff"]]
    assert list(commands(text, "aws")) == [(["organizations", "list-roots"], True)]
    assert any(list(commands(document.read_text(encoding="utf-8"), "aws")) for document in DOCUMENTS)


def test_calls_are_printed_as_the_aws_cli_takes_them() -> None:
    """The commands of `lz doctor` are made of the calls that `lz prepare` makes."""
    assert command_of("config", "DescribeConfigRules", {"ConfigRuleNames": ["a", "b c"]}, "eu-west-1") == (
        "aws configservice describe-config-rules --config-rule-names a 'b c' --region eu-west-1"
    )
    protection = {"StackName": "S", "EnableTerminationProtection": False}
    assert command_of("cloudformation", "UpdateTerminationProtection", protection, "eu-west-1") == (
        "aws cloudformation update-termination-protection --stack-name S --no-enable-termination-protection "
        "--region eu-west-1"
    )
    contact = {"AlternateContactType": "SECURITY", "Filters": [{"Name": "x"}]}
    assert command_of("account", "PutAlternateContact", contact, "eu-west-1") == (
        'aws account put-alternate-contact --alternate-contact-type SECURITY --filters \'[{"Name":"x"}]\''
    )


def test_commands_of_prerequisites_are_taken_too() -> None:
    """They name placeholders, which a place fills in."""
    for part in load_preparation(ROOT / "policies"):
        for one in part.prerequisites:
            if one.fix and one.fix.command:
                program, *words = shlex.split(one.fix.command)
                check = {"aws": lambda w: mistakes_of_aws(w, whole=True), "cdk": mistakes_of_cdk, "lz": unknown_words}
                assert check[program](words) == [], one.id


def test_the_cdk_cli_asks_nobody_where_nobody_is() -> None:
    """Why the documents say --require-approval never: the errors of the pinned CLI, and who is asked otherwise."""
    asks = CDK.index('ToolkitError("TtyNotAttached"')
    assert "if (!this.isTTY) {" in CDK[asks - 200 : asks]
    assert 'ToolkitError("ConcurrencyConflict"' in CDK[asks : asks + 400]
    assert "concurrency > 1" in CDK[asks : asks + 400]
    assert json.loads((ROOT / "cdk.json").read_text(encoding="utf-8"))["requireApproval"] == "broadening"
    for document in ("deployment.md", "for-pipelines.md"):
        text = (ROOT / "docs" / document).read_text(encoding="utf-8")
        whole = [
            words for words, _ in commands(text, "cdk") if words[:1] == ["deploy"] and {"--app", "--all"} <= set(words)
        ]
        assert whole, document
        assert all("--require-approval" in words for words in whole), document


def waves(manifest: Mapping[str, Any], at_once: int) -> list[int]:
    """How many stacks are deployed together, one wave after another, when each takes as long as any other."""
    stacks = {name: one for name, one in manifest["artifacts"].items() if one["type"] == "aws:cloudformation:stack"}
    left = {name: set(one.get("dependencies", ())) & set(stacks) for name, one in stacks.items()}
    found: list[int] = []
    while left:
        ready = [name for name, needed in left.items() if not needed & set(left)][:at_once]
        found.append(len(ready))
        left = {name: needed for name, needed in left.items() if name not in ready}
    return found


def test_the_figures_of_the_deployment_are_those_of_the_example(gated: Path) -> None:
    """Stacks, and waves at the concurrency that the document names."""
    found = waves(json.loads((gated / "manifest.json").read_text(encoding="utf-8")), AT_ONCE)
    text = " ".join((ROOT / "docs" / "deployment.md").read_text(encoding="utf-8").split())
    assert f"--concurrency {AT_ONCE}" in text
    said = re.search(r"The example's (\d+) stacks then go in (\d+) waves", text)
    assert said is not None
    assert [int(said[1]), int(said[2])] == [sum(found), len(found)], found


@pytest.mark.parametrize(("at_once", "expected"), [(1, [1, 1, 1]), (2, [2, 1]), (9, [2, 1])])
def test_waves_follow_the_dependencies(at_once: int, expected: list[int]) -> None:
    """A stack after those that it needs, whatever else is in the manifest."""
    kind = "aws:cloudformation:stack"
    stacks = {"a": {"type": kind}, "b": {"type": kind}, "c": {"type": kind, "dependencies": ["a", "a.assets"]}}
    assert waves({"artifacts": {**stacks, "a.assets": {"type": "cdk:asset-manifest"}}}, at_once) == expected
