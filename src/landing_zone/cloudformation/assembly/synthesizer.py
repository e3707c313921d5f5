"""Which of the CDK's synthesizers deploys a stack, by what it writes into the manifests.

Source: AWS CDK API reference, ``DefaultStackSynthesizer``, ``CliCredentialsStackSynthesizer``,
``BootstraplessSynthesizer``, ``LegacyStackSynthesizer``; the README of ``@aws-cdk/app-staging-synthesizer-alpha``.
"""

from __future__ import annotations

from landing_zone.cloudformation.model import Deployment

DEFAULT = "DefaultStackSynthesizer"
_STAGED = "/deploy-time/"
"""The prefix of templates in a staging bucket of the app's own."""


def synthesizer(deployment: Deployment) -> str:
    """Return the name of the synthesizer; one of another library has that of the CDK's which deploys alike."""
    deploys_by_role = "assumeRoleArn" in deployment.roles
    if not deployment.template_url:
        return "BootstraplessSynthesizer" if deploys_by_role else "LegacyStackSynthesizer"
    if _STAGED in deployment.template_url:
        return "AppStagingSynthesizer"
    return DEFAULT if deploys_by_role else "CliCredentialsStackSynthesizer"
