"""Real servers for the far side of a link: coturn, a LibreSpeed-compatible one, PHP's own web server."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.links.link import SERVER, Link

TURN_USER: Final = "check"
TURN_CREDENTIAL: Final = "practice"
SPEED_PORT: Final = 8080
STARTS_S: Final = 20.0
PHP: Final = Path(__file__).with_name("librespeed")


def wait_for_port(link: Link, port: int) -> None:
    """Until somebody listens there on the server's side. TimeoutError after STARTS_S."""
    code = textwrap.dedent(f"""
        import socket, sys, time
        until = time.monotonic() + {STARTS_S}
        while time.monotonic() < until:
            try:
                socket.create_connection(("{SERVER}", {port}), 1).close()
                print("ok")
                break
            except OSError:
                time.sleep(0.05)
    """)
    if "ok" not in link.run("server", [sys.executable, "-c", code]):
        raise TimeoutError(f"nobody listens on port {port}")


def speed_server(link: Link) -> str:
    """A LibreSpeed-compatible server (and a page that answers 204); its address."""
    link.start("server", [sys.executable, "-m", "tests.links.speed", str(SPEED_PORT)])
    wait_for_port(link, SPEED_PORT)
    return f"http://{SERVER}:{SPEED_PORT}"


def php_server(link: Link, *, workers: int, root: Path = PHP, port: int = 8090) -> str:
    """PHP's own web server over LibreSpeed's two pages."""
    php = shutil.which("php")
    assert php is not None, "php-cli is missing"
    environment = {"PATH": "/usr/bin:/bin", **({"PHP_CLI_SERVER_WORKERS": str(workers)} if workers > 1 else {})}
    link.start(
        "server",
        [php, "-q", "-S", f"{SERVER}:{port}", "-t", str(root)],
        env=environment,
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    wait_for_port(link, port)
    return f"http://{SERVER}:{port}"


@contextlib.contextmanager
def certificate(name: str = SERVER, days: int = 2) -> Iterator[tuple[Path, Path, Path]]:
    """An authority's certificate, and a server's own for this number with its key, in a folder that goes again."""
    with tempfile.TemporaryDirectory(prefix="readiness-tls-") as place:
        folder = Path(place)
        authority, authority_key = folder / "ca.pem", folder / "ca.key"
        own, key, request, more = folder / "own.pem", folder / "own.key", folder / "own.csr", folder / "own.ext"
        curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        _openssl(
            "req",
            "-x509",
            *curve,
            "-keyout",
            authority_key,
            "-out",
            authority,
            "-days",
            "2",
            "-subj",
            "/CN=Test authority",
        )
        _openssl("req", *curve, "-keyout", key, "-out", request, "-subj", "/CN=server")
        kind = "IP" if name.replace(".", "").isdecimal() else "DNS"
        more.write_text(f"subjectAltName={kind}:{name}\n", encoding="utf-8")
        signing: list[str | Path] = ["-CA", authority, "-CAkey", authority_key, "-CAcreateserial", "-extfile", more]
        _openssl("x509", "-req", "-in", request, *signing, "-out", own, "-days", str(days))
        for file in (key, own):
            file.chmod(0o644)
        folder.chmod(0o755)
        yield authority, own, key


def _openssl(*words: str | Path) -> None:
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True, timeout=30)


def turn_server(link: Link, tls: tuple[Path, Path] | None = None, *, quota: int = 0, user: str = TURN_USER) -> None:
    """coturn on 3478 (UDP, TCP) and, with a certificate and its key, 5349 (TLS)."""
    turnserver = shutil.which("turnserver")
    assert turnserver is not None, "coturn is missing"
    command = [turnserver, "-n", "--log-file=/dev/null", "--no-cli", "--lt-cred-mech", "--realm=clinic.example"]
    command += [f"--listening-ip={SERVER}", f"--relay-ip={SERVER}", f"--user={user}:{TURN_CREDENTIAL}", "--no-dtls"]
    command += ["--pidfile=/dev/null", "--db=/dev/null", "--min-port=50000", "--max-port=50200"]
    command += [f"--user-quota={quota}"] if quota else []
    command += ["--no-tls"] if tls is None else [f"--cert={tls[0]}", f"--pkey={tls[1]}"]
    link.start("server", command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for_port(link, 3478)


def relay_profile(*urls: str, username: str = TURN_USER, credential: str = TURN_CREDENTIAL) -> str:
    """The profile's lines for this relay."""
    named = ", ".join(f'"{url}"' for url in urls or (f"turn:{SERVER}:3478",))
    return f'[[internet.relays]]\nurls = [{named}]\nusername = "{username}"\ncredential = "{credential}"\n'
