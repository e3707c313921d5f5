"""What the rehearsal changes in moto, docs/moto.md, from the patches themselves; ``scripts/generate.py`` writes it."""

from __future__ import annotations

import re

from emulated_aws.moto_patches import patches_by_service
from emulated_aws.moto_patches.patch import Patch

_HEAD = """\
# What moto lacks

Generated from `src/emulated_aws/moto_patches/` by `make generate`: do not edit.

The [rehearsal](rehearsal.md) runs on [moto](https://docs.getmoto.org), with these changes. Where moto could take one,
it is a function with the signature of moto's own. An update of moto that brings one of them is noticed: the emulator
does not start, and says which patch to remove.

| service in moto | what it lacks | issue of moto | could moto take the change? |
|---|---|---|---|
"""


def moto_page() -> str:
    """Return the page: a row for each patch."""
    return _HEAD + "".join(_row(name, patch) for name, patches in patches_by_service().items() for patch in patches)


def _row(service: str, patch: Patch) -> str:
    issue = f"{patch.issue} {patch.reported}" if patch.issue else patch.reported
    issue = re.sub(r"https://github\.com/getmoto/moto/\w+/(\d+)", r"[#\1](\g<0>)", issue)
    answer = f"no: {patch.rehearsal_only}" if patch.rehearsal_only else "yes"
    return f"| `{service}` | {patch.what} | {issue} | {answer} |\n"
