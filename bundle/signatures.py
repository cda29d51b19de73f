"""Who signed a file for Windows (Authenticode), checked with `osslsigncode` on Debian before the file is handed out.

The certificates that may vouch are this machine's own. No revocation list is asked for: that would need the network.
"""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path
from typing import Final

CERTIFICATES: Final = Path("/etc/ssl/certs/ca-certificates.crt")
PYTHON: Final = "Python Software Foundation"
_SIGNER: Final = re.compile(r"Signer's certificate:[\s\S]*?Subject: [^\n]*/O=(?P<name>[^/\n]+)")


class SignatureError(Exception):
    """This file carries no signature that holds; the message names it."""


def find_signer(file: Path) -> str:
    """Find the organisation that signed this file, its digest and its whole chain of certificates being right.

    A certificate that ran out since counts where a time stamp proves that it had not when the file was signed.
    SignatureError where there is no such signature.
    """
    certificates = ("-CAfile", str(CERTIFICATES), "-TSA-CAfile", str(CERTIFICATES))
    told = subprocess.run(
        ["osslsigncode", "verify", *_offline(), *certificates, "-in", str(file)],
        check=False,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )
    signer = _SIGNER.search(told.stdout)
    if told.returncode or not signer:
        raise SignatureError(f"{file.name} carries no signature that holds.")
    return signer["name"]


@cache
def _offline() -> tuple[str, ...]:
    """How to say that no revocation list is to be fetched: versions before 2.6 fetch none, and know no word for it."""
    told = subprocess.run(["osslsigncode", "verify", "--help"], check=False, capture_output=True, encoding="utf-8")
    return ("-ignore-crl",) if "-ignore-crl" in told.stdout + told.stderr else ()
