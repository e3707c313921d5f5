"""What the words of the report mean, for someone who has never seen it."""

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
    ControlStatus.HELD: "Every check passes.",
    ControlStatus.WAIVED: "Every check passes or is covered by an approved waiver.",
    ControlStatus.NOT_HELD: "At least one check fails or could not tell.",
    ControlStatus.NOT_APPLICABLE: "Its checks met no resource to judge.",
    ControlStatus.MANUAL: "No check is possible; a person looks instead.",
}

TERMS: dict[str, str] = {
    "Framework": "One edition of a standard or a law, as a tree of its own requirement ids.",
    "Requirement": "One id of a framework. Titles are paraphrases: read the framework's own text beside this report.",
    "Control": "An objective that the landing zone meets, with the checks that can show it does not.",
    "Check": "A rule of an engine, or an assertion of ours, run on the templates that would be deployed.",
    "Assertion": "A statement about the templates that can be false: present, related, unique, or absent.",
    "Engine": "A program that judges templates: cdk-nag, checkov, cfn-lint, and the assertions of the catalogue.",
    "Resource": "One thing that would be created in AWS, named by its construct path and its logical id.",
    "Environment": "One AWS account in one Region.",
    "Waiver": "An exception: with reason, owner, approver, ticket, end date, and the control that compensates.",
    "Unknown": "A check could not tell, since a value is known only at deployment. It never counts as a pass.",
    "Seal": "The digests of all files that were judged: the command lz verify refuses an assembly that changed.",
}
