"""Who signed a Windows program: with real signatures, made here by an authority of the test's own."""

from __future__ import annotations

import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest

from bundle import signatures

pytestmark = pytest.mark.linux("osslsigncode runs on Debian")
MAKER = "A Maker of Programs"


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A small Windows program that nobody signed: pip brings one."""
    spec = find_spec("pip")
    assert spec is not None and spec.origin is not None
    return Path(shutil.copy(Path(spec.origin).parent / "_vendor" / "distlib" / "t64.exe", tmp_path / "unsigned.exe"))


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    """A certificate and its key, trusted by nobody but who names it."""
    subject = f"/C=US/O={MAKER}/CN={MAKER}"
    request = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", subject]
    purpose = ["-addext", "extendedKeyUsage=codeSigning", "-addext", "keyUsage=digitalSignature,keyCertSign"]
    files = ["-keyout", str(tmp_path / "key.pem"), "-out", str(tmp_path / "certificate.pem")]
    subprocess.run(["openssl", *request, *purpose, *files], check=True, capture_output=True)
    return tmp_path / "certificate.pem"


def sign(program: Path, authority: Path) -> Path:
    """Sign a copy of this program."""
    signed = program.with_name("signed.exe")
    words = ["-certs", str(authority), "-key", str(authority.with_name("key.pem"))]
    subprocess.run(["osslsigncode", "sign", *words, "-in", program, "-out", signed], check=True, capture_output=True)
    return signed


def test_the_signer_is_named_where_its_authority_is_trusted(
    program: Path, authority: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed = sign(program, authority)
    monkeypatch.setattr(signatures, "CERTIFICATES", authority)
    assert signatures.find_signer(signed) == MAKER


def test_an_authority_that_this_machine_does_not_know_vouches_for_nothing(program: Path, authority: Path) -> None:
    with pytest.raises(signatures.SignatureError, match=r"^signed\.exe carries no signature that holds\.$"):
        signatures.find_signer(sign(program, authority))


def test_a_program_that_nobody_signed(program: Path) -> None:
    with pytest.raises(signatures.SignatureError, match=r"unsigned\.exe"):
        signatures.find_signer(program)


def test_one_byte_that_was_changed_later(program: Path, authority: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    signed = sign(program, authority)
    monkeypatch.setattr(signatures, "CERTIFICATES", authority)
    content = bytearray(signed.read_bytes())
    content[len(content) // 2] ^= 1
    signed.write_bytes(content)
    with pytest.raises(signatures.SignatureError):
        signatures.find_signer(signed)
