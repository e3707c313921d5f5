"""The emulator's process: ``python -m emulated_aws ASSEMBLY FOLDER``.

Writes ``FOLDER/ready.json`` (endpoint and credentials) once it serves, and ``FOLDER/journal.jsonl`` as it runs. It ends
with the process that started it, when its standard input is closed.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path


def main(arguments: list[str]) -> None:
    """Serve until standard input ends."""
    assembly = Path(arguments[0])
    zone = json.loads((assembly / "landing-zone.json").read_text(encoding="utf-8"))
    folder = Path(arguments[1])

    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
    from werkzeug.serving import make_server

    from emulated_aws import journal, moto_patches, services, stacks
    from emulated_aws.deliveries import deliver
    from emulated_aws.deliveries.endpoint import DeliveringApplication
    from emulated_aws.faults import FaultyApplication
    from emulated_aws.moto_patches.patch import MotoChangedError
    from emulated_aws.organisation import create_organisation
    from emulated_aws.registry import provider_files

    journal.open_journal(folder / "journal.jsonl")
    stacks.install()
    try:
        moto_patches.install(assembly)
    except MotoChangedError as error:
        sys.exit(str(error))
    try:
        deliver.load(folder, zone)
    except ValueError as error:
        sys.exit(str(error))
    services.install()
    provider_files()
    application = FaultyApplication(DeliveringApplication(DomainDispatcherApplication(create_backend_app)))

    class QuietHandler(MotoRequestHandler):  # type: ignore[misc]
        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            """Log nothing: a rehearsal makes tens of thousands of requests."""

    server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=QuietHandler)
    port = server.server_port
    os.environ["MOTO_PORT"] = str(port)
    credentials = create_organisation(zone)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    ready = folder / "ready.json.part"
    ready.write_text(json.dumps({"endpoint": f"http://localhost:{port}", **credentials}), encoding="utf-8")
    ready.rename(folder / "ready.json")
    server.serve_forever()


def _end_with_parent() -> None:
    while sys.stdin.buffer.read(4096):
        pass
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
