"""Loads the path that a user gives as an assembly: a ``cdk.out``, a folder of templates, or one template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from landing_zone.cloudformation.assembly.cloud_assembly import MANIFEST, SNAPSHOT, read_cloud_assembly, read_object
from landing_zone.cloudformation.assembly.template_folder import read_template_folder
from landing_zone.cloudformation.model import Assembly
from landing_zone.cloudformation.parsing.read_template import read_template
from landing_zone.cloudformation.parsing.stack_sets import bodies_of
from landing_zone.errors import CombinedUserError, UserError

_REMAINS = (SNAPSHOT, "cdk.out", "tree.json")
"""What a cloud assembly holds beside its manifest: a folder with these and without a manifest is a broken one."""


def load_assembly(path: Path, *, exclude: Sequence[str] = (), partly: bool = False) -> Assembly:
    """Read a cloud assembly, a folder of templates, or one template; with the templates within StackSets.

    Args:
        path: a folder with a ``manifest.json`` of the CDK is a cloud assembly; any other is searched for templates,
            whose resources have no construct path.
        exclude: patterns of files in a folder of templates that are left out.
        partly: whether files that cannot be read do not stop it where others can: :attr:`Assembly.broken` has them.

    Raises:
        UserError: the path does not exist, or something in it is broken; a file that cannot be judged is never dropped.
    """
    assembly = _load(path, exclude)
    if assembly.broken and not partly:
        raise CombinedUserError([UserError(b.what, str(path / b.file), b.line, fix=b.fix) for b in assembly.broken])
    if bodies := [body for template in assembly.templates for body in bodies_of(template)]:
        templates = sorted([*assembly.templates, *bodies], key=lambda template: template.name)
        assembly = replace(assembly, templates=tuple(templates))
    return assembly


def _load(path: Path, exclude: Sequence[str]) -> Assembly:
    try:
        path.stat()
    except FileNotFoundError:
        raise UserError("there is no such file or folder", file=str(path), fix="correct the path") from None
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UserError(f"the path cannot be read: {reason}", file=str(path), fix="correct the path") from None
    if path.is_dir():
        return _load_folder(path, exclude)
    _refuse_patterns(path, exclude)
    if path.name == MANIFEST and "artifacts" in (manifest := read_object(path, "a manifest")) and "version" in manifest:
        return read_cloud_assembly(path.parent)
    template = read_template(path, name=path.name, template_for_sure=True)
    return _without_construct_paths(Assembly(path, (template,), None, loose=True))


def _load_folder(path: Path, exclude: Sequence[str]) -> Assembly:
    manifest = path / MANIFEST
    remains = [name for name in _REMAINS if (path / name).exists()]
    if manifest.exists() or manifest.is_symlink():
        if remains or {"artifacts", "version"} & read_object(manifest, "a cloud assembly's manifest").keys():
            _refuse_patterns(path, exclude)
            return read_cloud_assembly(path)
    elif remains and not (path / "cdk.out").is_dir():
        raise UserError(
            f"the cloud assembly has no {MANIFEST}: only {', '.join(remains)} is left of it",
            file=str(path),
            fix="synthesize again (`cdk synth`), and give the whole cdk.out",
        )
    return _without_construct_paths(read_template_folder(path, exclude))


def _refuse_patterns(path: Path, exclude: Sequence[str]) -> None:
    if exclude:
        raise UserError(
            "files can be left out of a folder of loose templates alone",
            file=str(path),
            value=", ".join(exclude),
            fix="judge it without --exclude, or name a folder of templates",
        )


def _without_construct_paths(assembly: Assembly) -> Assembly:
    """Name resources by file and logical id: without a manifest anybody can write any path, and get its waiver."""
    templates = [
        replace(t, resources={k: replace(r, construct_path="") for k, r in t.resources.items()})
        for t in assembly.templates
    ]
    return replace(assembly, templates=tuple(templates))
