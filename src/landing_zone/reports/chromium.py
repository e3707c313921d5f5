"""Chromium, if the machine has one: it prints pages as a browser shows them."""

from __future__ import annotations

import os
import shutil
import subprocess  # runs Chromium
import tempfile
from pathlib import Path

from landing_zone.errors import UserError

VARIABLE = "CHROME_PATH"
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_TIMEOUT_SECONDS = 180
_FIX = "install one (on Debian and Ubuntu: apt install chromium), or name its program in CHROME_PATH; or leave pdf out"


def find_chromium() -> str:
    """Return the browser's program: the one that ``CHROME_PATH`` names, or else the first on ``PATH``.

    Raises:
        UserError: there is none.
    """
    named = os.environ.get(VARIABLE, "")
    for candidate in (named,) if named else _NAMES:
        if found := shutil.which(candidate):
            return found
    raise UserError(
        "there is no Chromium, which prints the PDF",
        value=f"{VARIABLE}={named}" if named else "",
        allowed=", ".join(_NAMES),
        fix=_FIX,
    )


def print_page(html: str) -> bytes:
    """Return a page as PDF, with tags for screen readers and an outline.

    Args:
        html: complete, with its style in it; it loads nothing.

    Raises:
        UserError: there is no Chromium, or it fails.
    """
    program = find_chromium()
    with tempfile.TemporaryDirectory(prefix="lz-pdf-") as folder:
        page, pdf = Path(folder) / "page.html", Path(folder) / "page.pdf"
        page.write_text(html, encoding="utf-8")
        command = [
            program,
            "--headless",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-pdf-header-footer",
            "--generate-pdf-document-outline",
            # Chromium refuses to run as root with its sandbox. The page is ours, and runs no script.
            *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
            f"--user-data-dir={folder}/profile",
            f"--print-to-pdf={pdf}",
            page.as_uri(),
        ]
        try:
            done = subprocess.run(command, capture_output=True, timeout=_TIMEOUT_SECONDS, check=False)  # noqa: S603 - a program that the user has
        except (OSError, subprocess.TimeoutExpired) as error:
            raise UserError(f"Chromium cannot print: {error}", value=program, fix=_FIX) from None
        if done.returncode or not pdf.is_file():
            last = done.stderr.decode(errors="replace").strip().splitlines()[-1:] or ["it wrote no file"]
            raise UserError(f"Chromium cannot print: {last[0]}", value=program, fix=_FIX)
        return pdf.read_bytes()
