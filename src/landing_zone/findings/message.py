"""The sentences of findings, as every output shows them."""

from __future__ import annotations

import re

_OLD_IDS = re.compile(r"\s*(?:-\s*)?\(Control IDs?:(?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)")


def without_old_ids(message: str) -> str:
    """Drop the ``(Control IDs: ...)`` of cdk-nag's messages.

    They are ids of other standards and of the retired PCI DSS 3.2.1, which a reader would take for ids of v4.0.1.
    """
    return _OLD_IDS.sub("", message)
