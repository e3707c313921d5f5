"""Set-up behind a proxy that intercepts TLS: what one tool trusts is enough for all, or the variables are named."""

from __future__ import annotations

import os
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

ROOT = Path(__file__).parents[2]
DOWNLOAD = ROOT / "scripts" / "download.sh"
VARIABLES = ("SSL_CERT_FILE", "PIP_CERT", "NODE_EXTRA_CA_CERTS")
TOOL = """#!/bin/sh
# Trusts the file below alone, by the variable that is its own.
if [ "${%s:-}" = "%s" ]; then echo installed; exit 0; fi
echo "invalid peer certificate: UnknownIssuer" >&2
exit 1
"""


def program(file: Path, text: str) -> Path:
    """An executable script."""
    file.write_text(text, encoding="utf-8")
    file.chmod(0o755)
    return file


def download(home: Path, *command: str | Path, **given: str) -> subprocess.CompletedProcess[str]:
    """Run a command through the script, in an environment that has nothing but what is given."""
    env = {"PATH": os.environ["PATH"], "HOME": str(home), "VENV": str(home), "PYTHON": sys.executable, **given}
    env.setdefault("PIP_CONFIG_FILE", os.devnull)
    command = ("sh", DOWNLOAD, *command)
    return subprocess.run(list(map(str, command)), env=env, capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize(
    ("given", "reads"),
    [
        ("SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"),
        ("NODE_EXTRA_CA_CERTS", "PIP_CERT"),
        ("PIP_CERT", "SSL_CERT_FILE"),
        ("pip.conf", "SSL_CERT_FILE"),
    ],
)
def test_one_file_is_enough_for_each_tool(tmp_path: Path, given: str, reads: str) -> None:
    """Whichever variable or file names it. The next command begins with it."""
    ca = tmp_path / "ca.pem"
    ca.write_text("a certificate", encoding="utf-8")
    tool = program(tmp_path / "tool", TOOL % (reads, ca))
    if given == "pip.conf":
        (tmp_path / "pip.conf").write_text(f"[global]\ncert = {ca}\n", encoding="utf-8")
    variables = {"PIP_CONFIG_FILE": str(tmp_path / "pip.conf")} if given == "pip.conf" else {given: str(ca)}
    done = download(tmp_path, tool, **variables)
    assert (done.returncode, done.stdout) == (0, "installed\n"), done.stderr
    assert "UnknownIssuer" not in done.stderr
    assert download(tmp_path, tool).stderr == ""


def test_an_error_names_the_variables_and_what_was_tried(tmp_path: Path) -> None:
    """With the message of the tool above it; exit code 2, as for any wrong input."""
    ca = tmp_path / "other.pem"
    ca.write_text("a certificate", encoding="utf-8")
    done = download(tmp_path, program(tmp_path / "uv", TOOL % ("SSL_CERT_FILE", "/none")), PIP_CERT=str(ca))
    assert done.returncode == 2
    assert "UnknownIssuer" in done.stderr
    assert "error: uv trusts no certificate that the server shows" in done.stderr
    assert f"tried: what the system trusts, {ca}" in done.stderr
    for name in VARIABLES:
        assert name in done.stderr
    assert "docs/installing.md" in done.stderr


def test_any_other_failure_is_the_tools_own(tmp_path: Path) -> None:
    """It is not repeated, and says nothing of certificates."""
    tool = program(tmp_path / "npm", f"#!/bin/sh\necho once >> {tmp_path}/runs\necho 'no space left' >&2\nexit 7\n")
    done = download(tmp_path, tool)
    assert (done.returncode, done.stderr) == (7, "no space left\n")
    assert (tmp_path / "runs").read_text(encoding="utf-8") == "once\n"


class _Index(BaseHTTPRequestHandler):
    """An index without packages: what asks it has trusted its certificate."""

    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_error(404)

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@pytest.fixture
def index(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The address of an index on this machine, and the certificate of the authority that signed its own."""
    ca, key, cert = tmp_path / "ca.pem", tmp_path / "key.pem", tmp_path / "cert.pem"
    new = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2")
    files = ("-keyout", tmp_path / "ca.key", "-out", ca, "-subj", "/CN=Proxy of a test")
    own = ("-keyout", key, "-out", cert, "-subj", "/CN=localhost", "-CA", ca, "-CAkey", tmp_path / "ca.key")
    limits = ("-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=critical,CA:FALSE")
    for command in ((*new, *files), (*new, *own, *limits)):
        subprocess.run(list(map(str, command)), check=True, capture_output=True)
    server = ThreadingHTTPServer(("localhost", 0), _Index)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    _Index.asked = []
    yield f"https://localhost:{server.server_port}", ca
    server.shutdown()


@pytest.mark.slow
@pytest.mark.parametrize("tool", ["pip", "uv", "npm"])
def test_the_tools_themselves(tool: str, index: tuple[str, Path], tmp_path: Path) -> None:
    """Each refuses the certificate in words that the script knows, and trusts it once another's variable names it."""
    address, ca = index
    command = {
        "pip": [sys.executable, "-m", "pip", "download", "--quiet", "--retries=1", "--no-cache-dir", "nothing"],
        "uv": ["uv", "pip", "install", "--no-cache", "--python", sys.executable, "--dry-run", "nothing"],
        "npm": ["npm", "view", "nothing", f"--registry={address}", "--fetch-retries=0", f"--cache={tmp_path}/npm"],
    }[tool]
    if tool != "npm":
        command += ["--index-url", f"{address}/simple"]
    given = "NODE_EXTRA_CA_CERTS" if tool == "uv" else "SSL_CERT_FILE"
    refused = download(tmp_path, *command)
    assert "trusts no certificate" in refused.stderr, refused.stderr
    assert _Index.asked == []
    trusted = download(tmp_path, *command, **{given: str(ca)})
    assert _Index.asked, trusted.stderr
    assert "trusts no certificate" not in trusted.stderr
