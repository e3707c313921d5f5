"""Retention that contradicts itself, or is below what a framework asks, is refused."""

from __future__ import annotations

import pytest

_PCI = "pci-dss-4.0.1 10.5.1"

REFUSED = [
    pytest.param(
        {"hot_days: 90": "hot_days: 89"},
        "hot_days: 89",
        f"audit logs are available at once for 89 days, and {_PCI} asks for 90",
        "89",
        f"90 days or more ({_PCI})",
        "write 'hot_days: 90'",
        id="below three months available at once",
    ),
    pytest.param(
        {"lock_days: 400": "lock_days: 364"},
        "lock_days: 364",
        f"audit logs are safe from deletion for 364 days, and {_PCI} asks for 365",
        "364",
        f"365 days or more ({_PCI})",
        "write 'lock_days: 365'",
        id="lock below twelve months",
    ),
    pytest.param(
        {"log_groups_days: 400": "log_groups_days: 180"},
        "log_groups_days: 180",
        f"log groups, which hold audit logs too, keep them for 180 days, and {_PCI} asks for 365",
        "180",
        f"365 days or more ({_PCI})",
        "write 'log_groups_days: 365'",
        id="log groups below twelve months",
    ),
    pytest.param(
        {"log_groups_days: 400": "log_groups_days: 366"},
        "log_groups_days: 366",
        "CloudWatch Logs cannot keep a log group for 366 days",
        "366",
        "365, 400",
        "write 400",
        id="a number that CloudWatch does not take",
    ),
    pytest.param(
        {"hot_days: 90": "hot_days: 401"},
        "hot_days: 401",
        "hot_days is longer than total_days",
        "401",
        "at most total_days, 400",
        "lower hot_days",
        id="hot longer than total",
    ),
    pytest.param(
        {"lock_days: 400": "lock_days: 401"},
        "lock_days: 401",
        "lock_days is longer than total_days",
        "401",
        "at most total_days, 400",
        "lower lock_days",
        id="lock longer than total",
    ),
    pytest.param(
        {"hot_days: 90": "hot_days: 0"},
        "hot_days: 0",
        "retention.audit_logs.hot_days: the number is too small",
        "0",
        "a whole number from 1 to 36500",
        "write a whole number",
        id="zero",
    ),
    pytest.param(
        {"hot_days: 90": "hot_days: 90.5"},
        "hot_days: 90.5",
        "retention.audit_logs.hot_days: a number",
        "90.5",
        "a whole number from 1 to 36500",
        "write a whole number",
        id="half a day",
    ),
    pytest.param(
        {"hot_days: 90": 'hot_days: "90"'},
        'hot_days: "90"',
        "retention.audit_logs.hot_days: '90'",
        "90",
        "a whole number from 1 to 36500",
        "remove the quotes: 90",
        id="a number in quotes",
    ),
    pytest.param(
        {"hot_days: 90": "hot_days: true"},
        "hot_days: true",
        "retention.audit_logs.hot_days: true or false",
        "true",
        "a whole number from 1 to 36500",
        "write a whole number",
        id="true",
    ),
]
