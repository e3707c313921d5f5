"""The app's context, so that ``python app.py`` and ``cdk synth`` produce the same templates.

The CDK CLI reads ``cdk.json`` and passes its feature flags to the app; a bare ``python app.py``, a test, or a tool that
composes the zone itself would get CDK's old defaults, and other templates.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from landing_zone.errors import UserError

_OF_THE_CLI = {"aws:cdk:enable-asset-metadata": True, "aws:cdk:enable-path-metadata": True}
"""Set by the CLI, which warns of it in ``cdk.json``: construct paths in templates, by which findings are named."""

CDK_JSON = Path(__file__).resolve().parent.parent / "cdk.json"


def app_context(cdk_json: Path = CDK_JSON) -> dict[str, Any]:
    """Read the feature flags of ``cdk.json``.

    Raises:
        UserError: the file is missing, or is not a JSON object with a ``context``.
    """
    try:
        return dict(json.loads(cdk_json.read_text(encoding="utf-8"))["context"].items()) | _OF_THE_CLI
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError(
            f"the CDK's settings cannot be read: {error!r}",
            file=str(cdk_json),
            allowed="a JSON object with a 'context'",
        ) from None
