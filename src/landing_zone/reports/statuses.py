"""The meaning of the report's statuses and rule packs, for new readers."""

from __future__ import annotations

from landing_zone.assessment.model import ControlStatus, RequirementStatus

REQUIREMENT_MEANINGS: dict[RequirementStatus, str] = {
    RequirementStatus.PROVEN: "Checked, and each check was shown to fail when what it guards is broken.",
    RequirementStatus.CHECKED: (
        "Every check that answers it passes on the resources to be deployed, and together they cover it."
    ),
    RequirementStatus.RUN_TIME_ONLY: (
        "Nothing in the templates makes it so. Rules that watch deployed accounts, and evidence from them, can show it."
    ),
    RequirementStatus.WAIVED: "No control that answers it holds, and valid waivers cover the findings.",
    RequirementStatus.PARTLY_MET: "A control that answers it holds, and something that is named is missing.",
    RequirementStatus.INHERITED: "AWS meets it under its own attestation; what stays with the customer is named.",
    RequirementStatus.ORGANISATIONAL: "People and papers: the organisation must do it itself.",
    RequirementStatus.NOT_MET: (
        "A check of the templates or an answer of a running account fails, or nothing answers it yet."
    ),
    RequirementStatus.NOT_APPLICABLE: "It does not apply to the organisation, by a fact in the configuration.",
    RequirementStatus.SUPERSEDED: "Another requirement has replaced it. It is shown, and not counted.",
}

CONTROL_MEANINGS: dict[ControlStatus, str] = {
    ControlStatus.HELD: (
        "What the templates contain shows it, or running accounts answer that it holds. No check fails, unless a more"
        " precise one of the same control overrules it."
    ),
    ControlStatus.HELD_WITH_WAIVERS: "Held, except for findings that valid waivers cover.",
    ControlStatus.WATCHED: (
        "Nothing in the templates makes it so. A rule of AWS Config or Security Hub watches for it: once deployed, a"
        " deviation would be found."
    ),
    ControlStatus.WAIVED: "No check passes, and valid waivers cover every finding.",
    ControlStatus.NOT_HELD: (
        "A check fails or is undetermined, an answer of a running account fails, or its stacks are not deployed as they"
        " were judged."
    ),
    ControlStatus.NOT_APPLICABLE: "Its checks found nothing to judge.",
    ControlStatus.NOT_IN_THIS_SHAPE: (
        "What it says is not so here: a check of it needs what the zone lacks, or had before. No template shows it."
    ),
    ControlStatus.MANUAL: "No check is possible; a person reviews it instead.",
}

PACKS: dict[str, str] = {
    "assertion::": "A statement of a control of this catalogue about all templates together.",
    "checkov::": "A rule of checkov, or one of this project that checkov runs.",
    "cfn-lint::": "A rule of cfn-lint: the template is valid, and CloudFormation can deploy it.",
    "deliveries::": "What a service of AWS delivers or calls would be allowed by every policy that applies.",
    "escalation::": "No principal can give itself rights, or act as one that can.",
    "gate::": "Nothing in the code silences a check without a valid waiver.",
    "AwsSolutions::, Serverless::": "Rule packs of cdk-nag for good practice on AWS.",
    "HIPAA.Security::, NIST.800.53.R4::, NIST.800.53.R5::, PCI.DSS.321::": (
        "Rule packs of cdk-nag, named after the standard for which its authors wrote them. The name says nothing about"
        " the frameworks in scope here: PCI DSS 3.2.1 was retired in 2024, and its ids are not those of v4.0.1. A rule"
        " answers a requirement only where a control of this catalogue says so."
    ),
}
"""What the part of a rule's id before ``::`` means."""
