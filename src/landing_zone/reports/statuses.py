"""The meaning of the report's statuses and rule packs, for new readers."""

from __future__ import annotations

from landing_zone.assessment.model import ControlStatus, RequirementStatus

REQUIREMENT_MEANINGS: dict[RequirementStatus, str] = {
    RequirementStatus.PROVEN: "Checked, and each check was shown to fail when what it guards is broken.",
    RequirementStatus.CHECKED: (
        "Every check that answers it passes on the resources to be deployed, and together they cover it."
    ),
    RequirementStatus.RUN_TIME_ONLY: "Nothing in the templates can show it; evidence from the running accounts does.",
    RequirementStatus.WAIVED: "A check fails, and an approved waiver with an end date covers it.",
    RequirementStatus.PARTLY_MET: "What is checked passes, and something that is named is missing.",
    RequirementStatus.INHERITED: "AWS meets it under its own attestation; what stays with the customer is named.",
    RequirementStatus.ORGANISATIONAL: "People and papers: the organisation must do it itself.",
    RequirementStatus.NOT_MET: "A check fails, or nothing answers it yet.",
}

CONTROL_MEANINGS: dict[ControlStatus, str] = {
    ControlStatus.HELD: "Every check passes, or is overruled by a more precise one of the same control.",
    ControlStatus.WAIVED: "Every check passes or is covered by an approved waiver.",
    ControlStatus.NOT_HELD: "At least one check fails or is undetermined.",
    ControlStatus.NOT_APPLICABLE: "Its checks found no resource to judge.",
    ControlStatus.MANUAL: "No check is possible; a person reviews it instead.",
}

PACKS: dict[str, str] = {
    "assertion::": "A statement of a control of this catalogue about all templates together.",
    "checkov::": "A rule of checkov, or one of this project that checkov runs.",
    "cfn-lint::": "A rule of cfn-lint: the template is valid, and CloudFormation can deploy it.",
    "gate::": "Nothing in the code silences a check without an approved waiver.",
    "AwsSolutions::, Serverless::": "Rule packs of cdk-nag for good practice on AWS.",
    "HIPAA.Security::, NIST.800.53.R4::, NIST.800.53.R5::, PCI.DSS.321::": (
        "Rule packs of cdk-nag, named after the standard for which its authors wrote them. The name says nothing about"
        " the frameworks in scope here: PCI DSS 3.2.1 was retired in 2024, and its ids are not those of v4.0.1. A rule"
        " answers a requirement only where a control of this catalogue says so."
    ),
}
"""What the part of a rule's id before ``::`` means."""
