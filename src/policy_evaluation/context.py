"""What AWS knows of a request: the given condition keys, and those that follow from who calls.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html, read 2026-12-01.
"""

from __future__ import annotations

from policy_evaluation.request import Caller, CallerKind, Request

_TYPES = {
    CallerKind.ROOT: "Account",
    CallerKind.USER: "User",
    CallerKind.ROLE: "AssumedRole",
    CallerKind.SERVICE_LINKED_ROLE: "AssumedRole",
    CallerKind.ANONYMOUS: "Anonymous",
}


class Context:
    """The condition keys of one request, by names without regard to case."""

    def __init__(self, request: Request) -> None:
        given = {
            key.lower(): (value,) if isinstance(value, str) else tuple(value) for key, value in request.context.items()
        }
        self._keys = _of_the_caller(request.caller) | given

    def get(self, key: str) -> tuple[str, ...]:
        """Return the values of a key, none where AWS does not set it."""
        return self._keys.get(key.lower(), ())


def _of_the_caller(caller: Caller) -> dict[str, tuple[str, ...]]:
    """Return the keys that follow from the caller.

    Whether ``aws:PrincipalAccount`` and ``aws:PrincipalType`` have a value for a service principal is not documented:
    they have none here, unless the context gives it.
    """
    keys: dict[str, tuple[str, ...]] = {}
    if caller.kind is CallerKind.SERVICE:
        keys["aws:principalservicename"] = (caller.name,)
        keys["aws:principalservicenameslist"] = (caller.name,)
    elif caller.kind is CallerKind.ANONYMOUS:
        keys["aws:principalaccount"] = ("anonymous",)
    elif caller.account:
        keys["aws:principalarn"] = (caller.name,)
        keys["aws:principalaccount"] = (caller.account,)
    if caller.kind is CallerKind.USER:
        keys["aws:username"] = (caller.name.rpartition("/")[2],)
    if caller.kind in _TYPES:
        keys["aws:principaltype"] = (_TYPES[caller.kind],)
    if caller.kind not in {CallerKind.ANONYMOUS, CallerKind.FEDERATED}:
        keys["aws:principalisawsservice"] = (str(caller.kind is CallerKind.SERVICE).lower(),)
    return keys
