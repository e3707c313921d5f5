"""What services of AWS deliver and call, and whether every policy would allow it (PCI DSS 10.2.1)."""

from __future__ import annotations

from landing_zone.assessment.checks import by_rule
from landing_zone.assessment.model import CheckEntry
from landing_zone.assessment.run_model import DeliveryEntry
from landing_zone.reports.documents.document import Document, Section, Table, Text
from landing_zone.reports.documents.source import Source
from landing_zone.reports.documents.words import lines, pci, plural


def deliveries(source: Source) -> Document:
    """List each contract of delivery with its result, how sure it is, and the pages that it rests on."""
    contracts = source.assessment.deliveries
    checks = by_rule(source.assessment.checks)
    unsure = [one for one in contracts if one.sure == "unconfirmed"]
    return Document(
        id="deliveries",
        title="Deliveries of AWS services",
        summary=(
            f"{plural(len(contracts), 'contract')}: what a service of AWS writes or calls, asked against the policies "
            "of buckets, keys, topics, queues, buses, log groups, roles and endpoints, and against the guardrails. "
            f"{len(unsure)} have a part that AWS's pages leave open. Made of the templates, and of AWS's documentation."
        ),
        answers=pci("10.2.1"),
        sections=(
            Section("Results", (_key(), _results(contracts, checks))),
            Section("What was asked", (_requests(contracts),)),
            Section("What AWS's pages leave open", (_left_open(contracts),)),
            Section("What is in none of the templates", (_outside(contracts),)),
            Section("Sources", (_sources(contracts),)),
        ),
        left_to_people=(
            "A contract says what AWS documents; that a file arrives, only the running account shows.",
            "A delivery to what is in none of the templates depends on the policies that are there.",
        ),
    )


def _key() -> Text:
    return Text(
        "Allowed: every request of the contract, in every way in which AWS may send it, at every resource where it "
        "arises. Documented: a page of AWS says how it calls. Reported: others saw it. Unconfirmed: AWS's pages leave "
        "a part open; each possible way is asked, and each must be allowed."
    )


def _result(contract: DeliveryEntry, check: CheckEntry | None) -> str:
    if check is None:
        return "in none of the templates" if contract.outside else "arises nowhere"
    counts = {
        "refused": len(check.failed),
        "undetermined": len(check.undetermined),
        "waived": len(check.waived),
        "allowed": len(check.passed),
    }
    return ", ".join(f"{word} at {number:,}" for word, number in counts.items() if number) or "arises nowhere"


def _results(contracts: tuple[DeliveryEntry, ...], checks: dict[str, CheckEntry]) -> Table:
    return Table(
        plural(len(contracts), "contract"),
        ("Service", "What is delivered", "Result, by number of resources", "Requests decided", "How sure", "Rule"),
        tuple(
            (one.service, one.title, _result(one, checks.get(one.rule)), f"{one.asked:,}", one.sure, one.rule)
            for one in contracts
        ),
        "The policies have no contract of delivery.",
    )


def _requests(contracts: tuple[DeliveryEntry, ...]) -> Table:
    return Table(
        "Each request, with the ways in which AWS may send it",
        ("Rule", "The service", "Caller", "Kind of caller", "Actions", "How sure", "Ways"),
        tuple(
            (
                one.rule,
                request.does,
                request.caller,
                request.caller_kind,
                lines(request.actions),
                request.sure,
                lines((f"{name}: {sure}" for name, sure in request.ways.items()), "one"),
            )
            for one in contracts
            for request in one.requests
        ),
        "There is no request.",
    )


def _left_open(contracts: tuple[DeliveryEntry, ...]) -> Table:
    return Table(
        "What no page of AWS says",
        ("Rule", "What is open"),
        tuple((one.rule, one.left_open) for one in contracts if one.left_open),
        "AWS's pages leave nothing open.",
    )


def _outside(contracts: tuple[DeliveryEntry, ...]) -> Table:
    return Table(
        "Deliveries that could not be asked",
        ("Rule", "At", "What it reaches"),
        tuple((one.rule, place, lines(targets)) for one in contracts for place, targets in one.outside.items()),
        "Everything that a service delivers to is in the templates.",
    )


def _sources(contracts: tuple[DeliveryEntry, ...]) -> Table:
    return Table(
        "Pages, with the day on which each was read",
        ("Rule", "Page", "Read", "What it says, in our words"),
        tuple(
            (one.rule, s.page, s.read.isoformat() if s.read else "not read", s.says)
            for one in contracts
            for s in one.sources
        ),
        "No contract has a source.",
    )
