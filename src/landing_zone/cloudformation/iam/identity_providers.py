"""Whom the trust of an identity provider admits: each of its users, or those whom a Condition names.

Sources: IAM User Guide, "Available keys for AWS OIDC federation", "Available keys for SAML-based AWS STS federation",
"Create a role for OpenID Connect federation"; those of each provider in ``identity_providers.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from landing_zone.cloudformation.iam.callers import is_fixed
from landing_zone.cloudformation.iam.document import Test, element, principals, scalar, statements, tests
from landing_zone.cloudformation.iam.patterns import covers, known_text
from landing_zone.cloudformation.intrinsics.lists import any_item, listed
from landing_zone.cloudformation.intrinsics.values import Maybe, Truth, both, either, equal, opposite
from landing_zone.yaml.yaml_file import read_yaml

_STRICT = ConfigDict(frozen=True, extra="forbid")
_SAML_KEYS = frozenset(
    f"saml:{name}"
    for name in ("aud", "cn", "commonname", "doc", "edupersonaffiliation", "edupersonprincipalname", "iss", "mail",
                 "namequalifier", "organizationstatus", "primarygroupsid", "sub", "uid", "x500uniqueidentifier")
)  # fmt: skip
"""What a SAML response says of its subject, or of whom it is for. The provider itself names the role, so that an
audience limits it to responses that were made for AWS."""
_ARN = "arn:x"
"""All that is known of the ARN of a provider that a template makes."""


class Provider(BaseModel):
    """One provider."""

    model_config = _STRICT

    host: str
    claims: tuple[tuple[str, ...], ...] = (("sub",),)
    guests: str = ""
    own: bool = False
    aws: bool = False
    source: str = ""


class _Providers(BaseModel):
    """The content of ``identity_providers.yaml``."""

    model_config = _STRICT

    providers: tuple[Provider, ...]


@lru_cache(1)
def _known() -> tuple[Provider, ...]:
    return read_yaml(Path(__file__).with_name("identity_providers.yaml")).parse(_Providers).providers


def provider_of(name: str) -> Provider:
    """Return what is known of a provider, by its address without ``https://``; any other's subject is ``sub``."""
    host = name.partition("/")[0]
    return next((one for one in _known() if fnmatchcase(host, one.host)), Provider(host=host))


def admits_any_identity(documents: Any) -> Truth:
    """Return whether a trust policy admits every identity of a provider, or every guest.

    Args:
        documents: a trust policy, or a list of them.
    """
    return any_item(statements(documents), _admits)


def _admits(statement: Any) -> Truth:
    if not isinstance(statement, Mapping):
        return None
    _, actions = element(statement, "Action")
    asked = list(tests(statement.get("Condition")))
    answer: Truth = False
    for kind, value in principals(statement.get("Principal")):
        if kind != "Federated":
            continue
        name = known_text(value.value if isinstance(value, Maybe) else value) or ""
        web = both(covers(actions, "sts:AssumeRoleWithWebIdentity"), opposite(_limited(name, asked)))
        saml = both(
            covers(actions, "sts:AssumeRoleWithSAML"),
            opposite(_any(is_fixed(test) for test in asked if not test.key or test.key in _SAML_KEYS)),
        )
        open_ = saml if ":saml-provider/" in name else web if name and name != _ARN else either(web, saml)
        answer = either(answer, both(None, open_) if isinstance(value, Maybe) else open_)
    return both(equal(scalar(statement.get("Effect")), "Allow"), answer)


def _limited(principal: str, asked: list[Test]) -> Truth:
    """Return whether the tests fix every claim of one alternative; of a provider that is not known, its subject."""
    name = principal.partition(":oidc-provider/")[2] or ("" if principal.startswith("arn:") else principal)
    provider = provider_of(name)
    if provider.guests and any(provider.guests in listed(test.value) for test in asked if _is_about(test, name, "amr")):
        return False
    answer: Truth = False
    for claims in provider.claims:
        all_: Truth = True
        for claim in claims:
            about = [test for test in asked if _is_about(test, name, claim)]
            all_ = both(all_, _any(_fixes(test, provider) for test in about))
        answer = either(answer, all_)
    return answer


def _is_about(test: Test, name: str, claim: str) -> bool:
    return not test.key or (test.key == f"{name}:{claim}".lower() if name else test.key.endswith(f":{claim}"))


def _fixes(test: Test, provider: Provider) -> Truth:
    texts = [one for one in listed(test.value) if isinstance(one, str)]
    if provider.own and test.operator == "stringlike" and len(texts) == len(listed(test.value)) > 0:
        return not test.if_exists and test.qualifier != "forallvalues" and all(re.match("[^*?]{2}", t) for t in texts)
    return is_fixed(test)


def _any(answers: Iterable[Truth]) -> Truth:
    answer: Truth = False
    for one in answers:
        answer = either(answer, one)
    return answer
