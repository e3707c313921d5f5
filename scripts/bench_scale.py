"""Measure what the gates cost as the zone grows: `make bench-scale`. Prints the table of docs/benchmarks.md.

The zones are the example with more workload accounts: its six in turn, with ids and addresses of their own. Waivers
state how many resources they cover, so a copy of the policies gets the numbers of each zone, and every zone is held.
Processor seconds are those of all processes and hardly depend on the machine's load; memory is the most that all
processes held together, shared pages counted in each.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
import tempfile
import threading
from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from contextlib import suppress
from ipaddress import IPv4Network
from itertools import cycle, islice
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from landing_zone.waivers.pattern import covers
from scripts.bench import ROOT, Took, synth

FIRST_ID = 111_122_220_000
"""Account ids count from here: the first digits of an id in AWS's documentation."""
PREFIX = 20
"""Prefix length of each VPC, so that the supernet has room for 2,000 accounts."""
SECONDS_BETWEEN_LOOKS = 0.5

_CONSTRUCT_PATH = re.compile(r'"aws:cdk:path": "([^"]+)"')


class _PlainDumper(yaml.SafeDumper):
    """Writes equal lists out: the configuration allows no anchors."""

    def ignore_aliases(self, _data: Any) -> bool:
        return True


class Cost(NamedTuple):
    """What one command took, and the most memory of all its processes together, in MB."""

    took: Took
    megabytes: int


def configuration(example: Mapping[str, Any], accounts: int, supernet: IPv4Network) -> dict[str, Any]:
    """Return the example's configuration with another number of accounts.

    Args:
        example: ``landing-zone.yaml``, read.
        accounts: how many, the four central ones included; at least as many as the example has.
        supernet: every VPC is cut out of it.
    """
    central = [account for account in example["accounts"] if account["role"] != "workload"]
    workload = [account for account in example["accounts"] if account["role"] == "workload"]
    more = [
        account
        | {
            "name": f"{account['name']}-{number}",
            "id": str(FIRST_ID + number),
            "email": account["email"].replace("@", f"-{number}@"),
        }
        for number, account in enumerate(islice(cycle(workload), accounts - len(central) - len(workload)), start=1)
    ]
    networked = [account["name"] for account in central if account["role"] == "network"]
    networked += [account["name"] for account in (*workload, *more)]
    blocks = supernet.subnets(new_prefix=PREFIX)
    regions = (example["regions"]["home"], example["regions"]["mirror"])
    vpcs = [{"account": name, "region": region} for name in networked for region in regions]
    return {
        **example,
        "accounts": [*central, *workload, *more],
        "addresses": {
            "supernet": str(supernet),
            "vpcs": [vpc | {"cidr": str(block)} for vpc, block in zip(vpcs, blocks, strict=False)],
        },
    }


def write(document: Any, file: Path) -> Path:
    """Write a YAML file as this project reads them."""
    file.write_text(yaml.dump(document, Dumper=_PlainDumper, sort_keys=False), encoding="utf-8")
    return file


def policies_for(templates: Path, folder: Path) -> Path:
    """Copy the policies, with the number of resources that each waiver covers in a zone.

    Args:
        templates: the zone's cloud assembly.
        folder: where the copy goes.
    """
    copy = shutil.copytree(ROOT / "policies", folder)
    paths = {path for file in templates.glob("*.template.json") for path in _CONSTRUCT_PATH.findall(file.read_text())}
    file = copy / "waivers.yaml"
    waivers = yaml.safe_load(file.read_text(encoding="utf-8"))
    for waiver in waivers["waivers"]:
        if "matches" in waiver:
            waiver["matches"] = sum(any(covers(entry, path) for entry in waiver["resources"]) for path in paths)
    write(waivers, file)
    return copy


def resident(of: int) -> int:
    """Return the memory of all processes that descend from one, in bytes."""
    children: dict[int, list[int]] = {}
    pages: dict[int, int] = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it may have ended meanwhile
            fields = file.read_text().rpartition(")")[2].split()
            process = int(file.parent.name)
            children.setdefault(int(fields[1]), []).append(process)
            pages[process] = int(fields[21])
    found = 0
    open_ones = [*children.get(of, ())]
    while open_ones:
        process = open_ones.pop()
        found += pages[process]
        open_ones += children.get(process, ())
    return found * os.sysconf("SC_PAGE_SIZE")


def measured(command: Callable[[], Took]) -> Cost:
    """Run a command, and look now and then at the memory of all its processes together."""
    ended, most = threading.Event(), [0]

    def look() -> None:
        while not ended.wait(SECONDS_BETWEEN_LOOKS):
            most.append(resident(os.getpid()))

    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    try:
        took = command()
    finally:
        ended.set()
        looking.join()
    return Cost(took, max(most) // 2**20)


def measure(zone: Path, work: Path, *, stock: bool) -> dict[str, Cost]:
    """Synthesize a zone once in each way: how, to what it cost.

    Args:
        zone: its configuration.
        work: a folder for the outputs, the cache and the policies.
        stock: run the engines without patches for speed, too.
    """
    bare = work / "bare.out"
    costs = {"bare": measured(lambda: synth("python scripts/bench_app.py bare", bare, config=zone))}
    environment = {"LZ_POLICIES": str(policies_for(bare, work / "policies")), "LZ_CACHE_DIR": str(work / "cache")}

    def gated() -> Took:
        return synth("python app.py", work / "gated.out", (0,), zone, **environment)

    costs["gated, nothing cached"] = measured(gated)
    costs["gated, nothing changed"] = measured(gated)
    if stock:
        environment |= {"LZ_CACHE_DIR": "off", "LZ_STOCK_ENGINES": "1"}
        costs["gated, engines not patched, nothing cached"] = measured(gated)
    return costs


def main() -> None:
    """Measure every size, and print the table."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, nargs="+", default=[10, 50, 200], help="sizes of the zone, at least 10")
    parser.add_argument("--supernet", type=IPv4Network, default=IPv4Network("10.0.0.0/8"), help="room for all VPCs")
    parser.add_argument(
        "--stock-engines", action="store_true", help="measure the engines without patches for speed, too"
    )
    options = parser.parse_args()
    example = yaml.safe_load((ROOT / "landing-zone.yaml").read_text(encoding="utf-8"))
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}\n")
    print("| accounts | synth | wall, s | times bare | processor, s | times bare | most memory, MB |")
    print("|---:|---|---:|---:|---:|---:|---:|")
    for accounts in options.accounts:
        with tempfile.TemporaryDirectory() as folder:
            zone = write(configuration(example, accounts, options.supernet), Path(folder, "landing-zone.yaml"))
            print(f"{accounts} accounts ...", file=sys.stderr)
            costs = measure(zone, Path(folder), stock=options.stock_engines)
        bare = costs["bare"].took
        for how, (took, megabytes) in costs.items():
            wall, processor = took.wall / bare.wall, took.processor / bare.processor
            print(
                f"| {accounts} | {how} | {took.wall:.1f} | {wall:.2f} | {took.processor:.1f} | {processor:.2f}"
                f" | {megabytes:,} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
