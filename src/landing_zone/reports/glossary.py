"""The words of the report, of AWS and of the standards that a reader may not know, each in a sentence or two."""

from __future__ import annotations

GLOSSARY: dict[str, dict[str, str]] = {
    "Words of this report": {
        "Advice": "A finding of a rule that does not stop, with the reason why it does not.",
        "Approval": "The organisation's decision to accept the risk of a waiver; without one it is only proposed.",
        "Assertion": "A statement about the templates that can be false: present, related, unique, or absent.",
        "Assessment": "The one file that this report is made of: findings, waivers and the catalogue, joined.",
        "Catalogue": "The files that say which controls there are, what checks them, and what they answer.",
        "Check": "A rule of an engine, or one of our assertions, run on the templates that would be deployed.",
        "Compensating control": "What lowers the risk while a waiver covers a failing check.",
        "Control": "An objective that the landing zone meets, with the checks that can show it does not.",
        "Designed, deployed, operating": (
            "Three questions in this order. Do the templates say it? Are these templates in the accounts? Does the"
            " running account answer that it works? Each has its own answer, and none replaces another. A status that"
            " is given alone is that of the worst stage that was asked."
        ),
        "Drift": "Something in an account is no longer what its template says: it was changed by hand.",
        "Engine": "A program that judges templates: cdk-nag, checkov, cfn-lint, and the assertions of the catalogue.",
        "Environment": "One AWS account in one Region.",
        "Evidence": "What a running account answered to a query, with the time and the caller.",
        "Finding": "What one check says of one resource: pass, fail, waived, overruled, or undetermined.",
        "Framework": "One edition of a standard or a law, as a tree of its own requirement ids.",
        "Landing zone": "Accounts, networks, keys, logs and guardrails that all programs of an organisation use.",
        "Heading": (
            "A principal requirement or a section: it is not tested itself, so it is not counted. Its status is at most"
            " as good as what is below it."
        ),
        "Held": (
            "Of a control: a resource, a place or a search of the templates shows it, or running accounts answer that"
            " it holds. Of the whole: no check that stops fails in the stages that were asked."
        ),
        "Held with waivers": "Of a control: held, except for findings that valid waivers cover.",
        "Logical id": "The name of a resource in its template.",
        "Not applicable": (
            "Of a requirement: by a fact about the organisation in the configuration, it does not apply. Of a control:"
            " its checks found nothing to judge."
        ),
        "Not in this shape": (
            "Of a control: the zone does not have what a part of it needs, or had that before. No template shows what"
            " it says, and no requirement is met by it."
        ),
        "Overruled": (
            "A rule fails, and a more precise assertion of the same control passes on that resource. The finding is"
            " neither a failure nor a pass; the report gives the reason and its source."
        ),
        "Proof": (
            "A demonstration that a check can fail: something is broken on purpose, and the check notices. It counts"
            " where it was carried out with this control and these engines, by the record of lz prove."
        ),
        "Requirement": "One id of a framework. Titles are paraphrases: read the framework's own text beside it.",
        "Resource": "One thing that would be created in AWS, named by its construct path and its logical id.",
        "Seal": "The digests of all files that were judged: the command lz verify refuses an assembly that changed.",
        "Superseded": "Of a requirement: another one has replaced it. It is shown with its successor, and not counted.",
        "Synth": "The step that turns the code into templates, and judges them. Nothing is deployed by it.",
        "Undetermined": "A check has no result, since a value is known only at deployment. It never counts as a pass.",
        "Waiver": (
            "An exception for named findings, and no more: with reason, owner, approver, ticket, end date, and"
            " compensating control."
        ),
        "Watched": (
            "Of a control: nothing in the templates makes it so, and a rule of AWS Config or Security Hub would find a"
            " deviation once deployed. A requirement that rests on such controls alone is evidenced at run time only."
        ),
    },
    "Words of AWS": {
        "Account": "A closed space in AWS with its own resources, users and bill. Accounts separate programs.",
        "CDK": "The AWS Cloud Development Kit: code that writes CloudFormation templates.",
        "CloudFormation": "The AWS service that makes resources from a template, and deletes them with it.",
        "CloudTrail": "The AWS service that records who called what.",
        "Config": "The AWS service that records how resources are set, and judges that by rules while they run.",
        "Construct path": "Where in the code a resource comes from, as a path: stack, building block, part.",
        "Guardrail": "A rule of the whole organisation that no account can switch off.",
        "IAM": "Identity and Access Management: users, roles, and what each may do.",
        "KMS": "Key Management Service: keeps encryption keys, and uses them on request.",
        "Organisation": "All accounts of one owner, in a tree of organisational units.",
        "Region": "A place in the world with data centres of AWS. Data stays there unless it is sent elsewhere.",
        "S3": "Simple Storage Service: stores files, called objects, in buckets.",
        "Security Hub": "The AWS service that gathers security findings, and runs standards of checks.",
        "Stack": "Resources that are deployed, changed and deleted together, from one template.",
        "Template": "A file that lists the resources of a stack, with all their settings.",
        "VPC": "Virtual Private Cloud: a private network in AWS.",
    },
    "Words of the standards": {
        "Cardholder data environment (CDE)": "What stores, processes or transmits card data, and what is not separate.",
        "Connected": "Not in the cardholder data environment, and able to reach it or to affect its security.",
        "Controller": "In the GDPR: who decides why and how personal data is processed.",
        "Out of scope": "Separated from card data, and unable to affect its security.",
        "Personal data": "In the GDPR: anything about a person who is or can be identified.",
        "Processor": "In the GDPR: who processes personal data on behalf of a controller.",
        "Service provider": "In PCI DSS: who handles card data for others, or can affect its security.",
    },
}
"""Group to term to meaning."""
