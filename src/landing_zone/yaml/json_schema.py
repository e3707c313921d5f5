"""The text of a JSON schema in ``policies/schemas/``, for editors and tests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_text(schema: Mapping[str, Any]) -> str:
    """Return the text of a schema file: its dialect first, then the keys in the order of the model.

    Args:
        schema: of a model: ``Model.model_json_schema()``.
    """
    return json.dumps({"$schema": DIALECT, **schema}, indent=2, ensure_ascii=False) + "\n"
