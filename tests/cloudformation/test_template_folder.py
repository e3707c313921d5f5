"""Folders of templates that this project did not synthesize."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from landing_zone.cloudformation.assembly.load import load_assembly
from landing_zone.errors import CombinedUserError, UserError

Write = Callable[[str, str | bytes], Path]
VPC = "Resources:\n  Vpc:\n    Type: AWS::EC2::VPC\n"


def test_templates_are_found_recursively_and_the_rest_is_listed(write: Write, tmp_path: Path) -> None:
    """Every template is read, named by its path; every other file of a template's kind is listed with why."""
    write("b/vpc.yaml", VPC)
    write("a.template", VPC)
    write("c/d/e.yml", VPC)
    write("package.json", '{"name": "x"}')
    write("chart.yaml", "a: {{ .Values.x }}\nb: [")
    write("manifest.json", '{"name": "a web application"}')
    write("k8s.yaml", "kind: A\n---\nkind: B\n")
    write("image.json", b"\x89PNG\x00\xff")
    write("fhir.json", '{"Resources": {"one": "two"}}')
    write("README.md", "no template by its suffix")
    write("node_modules/x/t.json", "{")
    write(".git/t.json", "{")
    assembly = load_assembly(tmp_path)

    assert [t.name for t in assembly.templates] == ["a.template", "b/vpc.yaml", "c/d/e.yml"]
    assert [s.file for s in assembly.skipped] == [
        ".git",
        "chart.yaml",
        "fhir.json",
        "image.json",
        "k8s.yaml",
        "manifest.json",
        "node_modules",
        "package.json",
    ]
    assert all(s.why for s in assembly.skipped)


def test_a_broken_template_among_valid_ones_is_never_skipped(write: Write, tmp_path: Path) -> None:
    """A truncated template is not skipped as another kind of file; all mistakes are reported at once."""
    write("good.yaml", VPC)
    write("cut.yaml", VPC + "  Key: {Type: AWS::KMS::Key, Properties: {")
    write("cut.json", '{"Resources": {"A": {"Type": "AWS::S3::Buck')

    with pytest.raises(CombinedUserError) as caught:
        load_assembly(tmp_path)

    assert [Path(e.file).name for e in caught.value.errors] == ["cut.json", "cut.yaml"]

    assembly = load_assembly(tmp_path, partly=True)
    assert [t.name for t in assembly.templates] == ["good.yaml"]
    assert [(b.file, b.line) for b in assembly.broken] == [("cut.json", 1), ("cut.yaml", 4)]
    assert all(b.what and b.fix for b in assembly.broken)


def test_where_nothing_can_be_read_there_is_no_verdict(write: Write, tmp_path: Path) -> None:
    """Without one valid template there is nothing to judge the others by."""
    write("cut.yaml", VPC + "  Key: {Type: AWS::KMS::Key, Properties: {")
    with pytest.raises(UserError, match="not YAML"):
        load_assembly(tmp_path, partly=True)


@pytest.mark.parametrize("name", ["stack", "stack.txt", "stack.cfn", "stack.tmpl", ".hidden", "stack.yaml.bak"])
@pytest.mark.parametrize(
    "text",
    [
        VPC,
        f"# {'x' * 5000}\n---\nDescription: with a long comment before it\n{VPC}",
        json.dumps({"Parameters": {}, "Resources": {"Vpc": {"Type": "AWS::EC2::VPC"}}}),
        VPC.encode("utf-16"),
        '--- {"Resources": {"Vpc": {"Type": "AWS::EC2::VPC"}}}',
        "Transform: [Mine]\nResources: {Vpc: {Type: Example::Network::Vpc}}",
    ],
    ids=["yaml", "comment", "json", "utf-16", "document", "type"],
)
def test_a_template_is_known_by_what_it_holds(write: Write, tmp_path: Path, name: str, text: str | bytes) -> None:
    """The name says nothing: CloudFormation takes a file of any."""
    write(name, text)
    assert [list(t.resources) for t in load_assembly(tmp_path).templates] == [["Vpc"]]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("README.md", f"# A guide\n\n```yaml\n{VPC}```\n"),
        ("app.py", f'# A program\nTEMPLATE = """\n{VPC}"""\n'),
        ("post.md", f"---\ntitle: a post\n---\n{VPC}"),
        ("events.jsonl", '{"resources": [{"type": "AWS::S3::Object"}]}\n{"resources": []}\n'),
        ("tool", b"\x7fELF\x00Resources:\nAWS::EC2::VPC"),
        ("notes.txt", "Resources: see AWS"),
        ("run.sh", "#" * 120 + "\nset -e\n"),
    ],
)
def test_what_merely_holds_a_template_is_no_template(
    write: Write, tmp_path: Path, name: str, text: str | bytes
) -> None:
    """A guide or a program with a template in it is neither judged nor broken."""
    write("t.yaml", VPC)
    write(name, text)
    assembly = load_assembly(tmp_path, partly=True)
    assert ([t.name for t in assembly.templates], assembly.broken, assembly.skipped) == (["t.yaml"], (), ())


def test_a_broken_template_with_another_ending_is_broken(write: Write, tmp_path: Path) -> None:
    """It begins as a template does, so that it is not passed over."""
    write("t.yaml", VPC)
    write("stack.txt", VPC + "  Key: {Type: AWS::KMS::Key, Properties: {")
    assert [b.file for b in load_assembly(tmp_path, partly=True).broken] == ["stack.txt"]


@pytest.mark.parametrize(
    ("pattern", "left", "why"),
    [
        ("drafts", ["b/drafty.yaml", "t.yaml"], "2 files left out"),
        ("drafts/", ["b/drafty.yaml", "t.yaml"], "2 files left out"),
        ("**/drafts/*", ["b/drafty.yaml", "t.yaml"], "2 files left out"),
        ("./b/*", ["drafts/a.yaml", "t.yaml"], "2 files left out"),
        ("*.yaml", ["b/drafts/c.txt"], ""),
        ("t.yaml", ["b/drafts/c.txt", "b/drafty.yaml", "drafts/a.yaml"], "1 file left out"),
        ("nothing", ["b/drafts/c.txt", "b/drafty.yaml", "drafts/a.yaml", "t.yaml"], "it leaves out no file"),
    ],
)
def test_files_are_left_out_by_pattern_and_counted(
    write: Write, tmp_path: Path, pattern: str, left: list[str], why: str
) -> None:
    """By path or name, of the file or of a folder of it; the report says how many, also that there are none."""
    for name in ("t.yaml", "drafts/a.yaml", "b/drafty.yaml", "b/drafts/c.txt"):
        write(name, VPC)
    assembly = load_assembly(tmp_path, exclude=[pattern])
    assert [t.name for t in assembly.templates] == left
    assert [s.file for s in assembly.skipped] == [f"--exclude {pattern}"]
    assert why in assembly.skipped[0].why


def test_nothing_can_be_left_out_of_a_cloud_assembly_or_a_file(write: Write, cdk_out: Callable[..., Path]) -> None:
    """All that is deployed is judged."""
    out = cdk_out({"Network": ("111111111111/eu-west-1", {"Resources": {"Vpc": {"Type": "AWS::EC2::VPC"}}})})
    for path in (out, out / "manifest.json", write("t.yaml", VPC)):
        with pytest.raises(UserError, match="loose templates alone"):
            load_assembly(path, exclude=["x"])


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16-le", "utf-16-be"])
def test_a_template_in_an_unknown_encoding_is_broken(write: Write, tmp_path: Path, encoding: str) -> None:
    """Without a byte order mark only UTF-8 is read; anything else is named, never passed over."""
    write("t.yaml", VPC)
    write("u.yaml", (VPC + "    Metadata: {Note: café}\n").encode(encoding))
    (broken,) = load_assembly(tmp_path, partly=True).broken
    assert (broken.file, broken.fix) == ("u.yaml", "save it as UTF-8, or as UTF-16 with a byte order mark")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_says_the_encoding(write: Write, encoding: str) -> None:
    """As editors of Windows write it."""
    (template,) = load_assembly(write("t.yaml", (VPC + "    Metadata: {Note: café}\n").encode(encoding))).templates
    assert template.resources["Vpc"].body["Metadata"] == {"Note": "café"}


def test_pipes_are_refused_and_never_read(write: Write, tmp_path: Path) -> None:
    """Reading one would wait for ever; named as a template it is a mistake, otherwise it is listed."""
    write("t.yaml", VPC)
    os.mkfifo(tmp_path / "pipe.yaml")
    os.mkfifo(tmp_path / "pipe")
    assembly = load_assembly(tmp_path, partly=True)
    assert [(b.file, b.what) for b in assembly.broken] == [("pipe.yaml", "this is a pipe, not a file")]
    assert [(s.file, s.why) for s in assembly.skipped] == [("pipe", "a pipe: not read")]
    for path in (tmp_path / "pipe", Path("/dev/null")):
        with pytest.raises(UserError, match="not a file"):
            load_assembly(path)


def test_a_folder_that_cannot_be_read_is_not_passed_over(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may hold templates."""
    write("t.yaml", VPC)
    write("closed/u.yaml", VPC)
    scan = os.scandir

    def closed(path: str) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", closed)
    (broken,) = load_assembly(tmp_path, partly=True).broken
    assert (broken.file, broken.what) == ("closed", "the folder cannot be read: Permission denied")

    assert load_assembly(tmp_path, partly=True, exclude=["closed"]).broken == (), "the fix that the error names works"


def test_what_is_in_a_folder_that_may_not_be_entered_is_broken(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One may list it and ask for nothing in it; pathlib raises there."""
    write("t.yaml", VPC)
    write("listed/manifest.json", "{}")
    write("listed/u.yaml", VPC)
    write("listed/sub/v.yaml", VPC)

    def refusing(call: Callable[..., object]) -> Callable[..., object]:
        def refuse(path: str, *arguments: object, **named: object) -> object:
            if "/listed/" in str(path):
                raise PermissionError(13, "Permission denied", str(path))
            return call(path, *arguments, **named)

        return refuse

    for name in ("stat", "lstat", "scandir", "open"):
        monkeypatch.setattr(os, name, refusing(getattr(os, name)))
    monkeypatch.setattr("io.open", refusing(open))
    broken = load_assembly(tmp_path, partly=True).broken
    assert [b.file for b in broken] == ["listed/manifest.json", "listed/sub", "listed/u.yaml"]
    with pytest.raises(UserError, match="Permission denied"):
        load_assembly(tmp_path / "listed")


def test_a_name_that_no_report_can_hold_is_a_mistake(write: Write, tmp_path: Path) -> None:
    """Bytes that are not UTF-8 would end the writing of a report."""
    write("t.yaml", VPC)
    (tmp_path / os.fsdecode(b"u\xff.yaml")).write_text(VPC)
    (tmp_path / os.fsdecode(b"\xfe")).symlink_to(tmp_path, target_is_directory=True)
    assembly = load_assembly(tmp_path, partly=True)
    assert [(b.file, b.what) for b in assembly.broken] == [("u\\xff.yaml", "the name is not UTF-8 text")]
    assert [s.file for s in assembly.skipped] == ["\\xfe"]


@pytest.mark.parametrize(
    "text",
    [
        '{"Resources":{"Fn::Transform":{"Name":"AWS::Include","Parameters":{"Location":"s3://b/k"}}}}',
        '{"Resources":{"Fn::ForEach::B":["N",["a"],{"B${N}":{"Type":"Custom::Bucket"}}]}}',
    ],
)
def test_a_template_that_declares_by_functions_alone_is_judged(write: Write, tmp_path: Path, text: str) -> None:
    """No resource of it has a type of AWS in its text."""
    write("t.yaml", VPC)
    write("u.json", text)
    assert [t.name for t in load_assembly(tmp_path).templates] == ["t.yaml", "u.json"]


@pytest.mark.parametrize("macro", ["Transform: [Mine]", "Fn::Transform: {Name: AWS::Include}"])
def test_a_template_whose_resources_a_macro_adds_is_broken(write: Write, tmp_path: Path, macro: str) -> None:
    """It deploys something, so it is not passed over as if it were none."""
    write("t.yaml", VPC)
    write("u.yaml", f"Description: all of it is elsewhere\n{macro}\n")
    assert [b.file for b in load_assembly(tmp_path, partly=True).broken] == ["u.yaml"]


@pytest.mark.parametrize("files", [[], ["package.json"]])
def test_a_folder_without_templates_is_a_users_mistake(write: Write, tmp_path: Path, files: list[str]) -> None:
    """Nothing to judge is not a pass."""
    for name in files:
        write(name, "{}")

    with pytest.raises(UserError, match="holds no CloudFormation template"):
        load_assembly(tmp_path)


def test_links_to_folders_are_listed_and_not_followed(write: Write, tmp_path: Path) -> None:
    """A loop of links ends; a broken link to a template is a mistake."""
    write("t.yaml", VPC)
    (tmp_path / "again").symlink_to(tmp_path, target_is_directory=True)
    assembly = load_assembly(tmp_path)

    assert [t.name for t in assembly.templates] == ["t.yaml"]
    assert [(s.file, s.why) for s in assembly.skipped] == [("again", "a symbolic link to a folder: not followed")]

    (tmp_path / "u.yaml").symlink_to(tmp_path / "absent")
    with pytest.raises(UserError, match="does not exist"):
        load_assembly(tmp_path)
