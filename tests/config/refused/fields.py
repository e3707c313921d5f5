"""Single values of the wrong form or kind are refused."""

from __future__ import annotations

_SLUG = "slug: examplepay"
_ID = '"101010101010"'
_ARABIC = "\N{ARABIC-INDIC DIGIT ONE}\N{ARABIC-INDIC DIGIT ZERO}" * 6
_MAIL = "aws+shared-staging@example.com"
_FACING = "internet_facing: true\n    data_classes: [personal-data]"
_PHONE = '"+44 20 7946 0100"'

REFUSED = [
    ({_SLUG: "slug: ExamplePay"}, "ExamplePay", "this is not a slug", "ExamplePay", "2 to 15 lower-case", "shorten"),
    (
        {_SLUG: "slug: example.pay"},
        "example.pay",
        "this is not a slug",
        "example.pay",
        "2 to 15 lower-case",
        "shorten",
    ),
    ({_SLUG: "slug: example--pay"}, "example--pay", "this is not a slug", "example--pay", "single hyphens", "shorten"),
    ({_SLUG: "slug: examplepay-europe"}, "pay-europe", "not a slug", "examplepay-europe", "2 to 15", "shorten"),
    ({_SLUG: "slug: x"}, "slug: x", "this is not a slug", "x", "2 to 15 lower-case", "shorten"),
    ({_SLUG: "slug: awspay"}, "awspay", "this is not a slug", "awspay", "AWS keeps for itself", "own name"),
    (
        {_SLUG: "slug: sthree-pay"},
        "sthree-pay",
        "this is not a slug",
        "sthree-pay",
        "AWS keeps for itself",
        "own name",
    ),
    (
        {"o-examplepay01": "examplepay01 "},
        "id: examplepay01 ",
        "not an id of an AWS org",
        "examplepay01",
        "o- and 10",
        "run: aws",
    ),
    (
        {"r-exam ": "root1 "},
        "root: root1 ",
        "not an id of an organisation's root",
        "root1",
        "r- and 4 to 32",
        "run: aws",
    ),
    ({_ID: '"10101010101"'}, '"10101010101"', "has 12 digits", "10101010101", "12 digits in quotes", "copy the id"),
    ({_ID: '"1010-1010-1010"'}, "1010-1010", "has 12 digits", "1010-1010-1010", "12 digits", "copy the id"),
    ({_ID: "101010101010"}, "id: 101010101010", "a number is not", "101010101010", "12 digits in quotes", "in quotes"),
    ({_ID: f'"{_ARABIC}"'}, _ARABIC, "has 12 digits", _ARABIC, "12 digits", "copy the id"),
    (
        {_MAIL: "shared-staging"},
        "email: shared-staging",
        "not an e-mail address",
        "shared-staging",
        "one @",
        "a mailbox",
    ),
    ({_MAIL: "a@b"}, "email: a@b", "not an e-mail address", "a@b", "6 to 64 ASCII", "a mailbox"),
    ({_MAIL: "a b@example.com"}, "a b@example.com", "not an e-mail address", "a b@example.com", "one @", "a mailbox"),
    ({_MAIL: "a@b@example.com"}, "a@b@", "not an e-mail address", "a@b@example.com", "one @", "a mailbox"),
    ({_MAIL: ".a@example.com"}, "email: .a@", "not an e-mail address", ".a@example.com", "one @", "a mailbox"),
    ({_MAIL: "a@-example.com"}, "a@-example", "not an e-mail address", "a@-example.com", "one @", "a mailbox"),
    (
        {_PHONE: '"020 7946 0100"'},
        '"020 7946',
        "not a telephone number",
        "020 7946 0100",
        "+, then digits",
        "country's",
    ),
    (
        {"Example Pay\n": '"Example\\tPay"\n'},
        "Example\\t",
        "control characters",
        "Example\tPay",
        "one line",
        "short",
    ),
    (
        {_FACING: _FACING.replace("true", "sometimes")},
        "sometimes",
        "'sometimes' is not allowed here",
        "sometimes",
        "true or false",
        "write true or false",
    ),
    (
        {"stage: staging\n    owner: payments": "stage: test\n    owner: payments"},
        "stage: test",
        "'test' is not allowed here",
        "test",
        "production, staging",
        "choose one of these",
    ),
    (
        {"  name: Example Pay\n": "  nam: Example Pay\n  name: Example Pay\n"},
        "  nam:",
        "organisation.nam: there is no such key",
        "nam",
        "the keys id, name, root, slug",
        "did you mean 'name'?",
    ),
    (
        {"data_classes:\n  card-data": "extra: 1\ndata_classes:\n  card-data"},
        "extra: 1",
        "extra: there is no such key",
        "extra",
        "the keys accounts, addresses",
        "remove the line",
    ),
    (
        {"  supernet: 10.0.0.0/8\n": ""},
        "addresses:",
        "addresses: the key 'supernet' is missing",
        "",
        "an IPv4 range whose host bits are zero: 10.16.0.0/16. The private range",
        "add 'supernet:' to addresses",
    ),
    (
        {"hot_days: 90": "hot_days: [90]"},
        "hot_days: [90]",
        "hot_days: a list is not allowed here",
        "",
        "a whole number",
        "write a whole number",
    ),
]
