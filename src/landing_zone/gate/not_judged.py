"""What is deployed and could not be judged, as findings: it makes the verdict undetermined."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from landing_zone.cloudformation.model import Assembly
from landing_zone.cloudformation.parsing.macros import unseen_resources
from landing_zone.findings.finding import NOT_JUDGED, Finding, Status

_READABLE = "write the resource in a form that the engine reads"
_ACCEPT = f"or accept that it is not judged, by a waiver of {NOT_JUDGED}"


def not_judged(assembly: Assembly, refused: Sequence[str]) -> Iterator[Finding]:
    """Yield a finding for all that is deployed, or may be, and was not judged: nothing may pass unseen.

    It names the resource where there is one, and else the stack; the detail then is the macro or the engine, so that a
    waiver for one of them does not cover another.

    Args:
        assembly: what is judged.
        refused: ``<engine>: <template>: <reason>`` for each template that an engine could not judge.
    """
    for broken in assembly.broken:
        message = f"the file is not judged: {broken.what}"
        yield Finding(NOT_JUDGED, broken.file, "", "", Status.UNDETERMINED, message=message)
    templates = {template.name: template for template in assembly.templates}
    for unseen in unseen_resources(assembly.templates):
        template = templates[unseen.template]
        resource = template.resources.get(unseen.logical_id)
        yield Finding(
            NOT_JUDGED,
            template.name,
            unseen.logical_id,
            unseen.macro,
            Status.UNDETERMINED,
            construct_path=resource.construct_path if resource else "",
            resource_type=resource.type if resource else "",
            environment=template.environment,
            message=f"{unseen.why}: {unseen.instead}; {_ACCEPT}",
            source=f"{template.name}:{resource.line}" if resource and resource.line else "",
        )
    for reason in refused:
        engine, _, rest = reason.partition(": ")
        # A file's name may hold what parts the name from the reason.
        known = (name for name in templates if rest.startswith(f"{name}: "))
        name = max(known, key=len, default=rest.partition(": ")[0])
        why = rest[len(name) + 2 :]
        yield Finding(
            NOT_JUDGED,
            name,
            "",
            engine,
            Status.UNDETERMINED,
            environment=templates[name].environment if name in templates else "",
            message=f"{engine}: {why}: {_READABLE}; {_ACCEPT}",
        )
