"""The findings about an app or its templates, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from landing_zone.cloudformation.assembly.load import load_assembly
from landing_zone.engines.session import Engines
from landing_zone.files.policies_folder import policy_sources
from landing_zone.findings.finding import Finding
from landing_zone.gate.judge import judge_assembly, judge_path, load_policies
from landing_zone.gate.output import forget_verdict
from landing_zone.gate.synth import app_folder

if TYPE_CHECKING:
    import aws_cdk as cdk


def judge(app_or_path: cdk.App | Path | str, *, policies: Path | None = None) -> Sequence[Finding]:
    """Judge an app, which is synthesized, or what is at a path: a ``cdk.out``, a folder of templates, one template.

    Nothing is printed or written but the app's assembly.

    Args:
        app_or_path: what is judged.
        policies: the folder of the policies; by default, for an app, as :func:`landing_zone.gate.synth` finds them.

    Returns:
        All findings with waivers applied, passes included. A waiver that covers nothing is not a problem, since a test
        may judge a part of an app.

    Raises:
        UserError: the path, the policies or an engine is at fault.
        RuntimeError: the CDK cannot synthesize the app.
    """
    if isinstance(app_or_path, Path | str):
        return judge_path(Path(app_or_path), policies=policies).findings
    from landing_zone.gate.plugin import write_tree_acknowledgements  # imports aws_cdk

    output = Path(app_or_path.outdir)
    manifest = output / "manifest.json"
    earlier = manifest.stat().st_mtime_ns if manifest.is_file() else 0
    forget_verdict(output)
    try:
        app_or_path.synth()
    except RuntimeError:
        # CDK's own validation found something in an assembly that is complete; or it wrote none.
        if not manifest.is_file() or manifest.stat().st_mtime_ns == earlier:
            raise
    write_tree_acknowledgements(app_or_path, output)
    root = app_folder()
    sources = policy_sources(policies, beside=root)
    with Engines(root, policies=sources.catalogue) as engines:
        engines.start()
        return judge_assembly(load_assembly(output), load_policies(sources), engines, app=True).findings
