"""A computer within the computer: its own network and its own mounts, for this scene alone and gone with it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from tests.faults.scene import ROOT, Scene
from tests.mounts import own_mounts

OWN: Final = "10.77.0.2"
"""This island's own address on a cable that leads nowhere."""
BEYOND: Final = "10.77.0.1"
"""The way out, which swallows everything without a word."""
_AS_ROOT: Final = () if os.geteuid() == 0 else ("--user", "--map-root-user")


class Island:
    """Namespaces for network and mounts. The program enters them by the scene's prefix."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        holder = scene.start(
            "unshare",
            *_AS_ROOT,
            "--net",
            *own_mounts(),
            "sh",
            "-c",
            "echo there; exec sleep 900",
        )
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"there\n", "no namespaces here"
        user = () if os.geteuid() == 0 else ("--user", "--preserve-credentials")
        scene.prefix = [
            "nsenter",
            "--target",
            str(holder.pid),
            *user,
            "--net",
            "--mount",
            "--root",
            f"--wd={scene.folder}/work",
        ]

    def run(self, *command: str | Path) -> None:
        """A command on the island."""
        self._scene.run(*self._scene.prefix, *command)

    def start(self, *command: str | Path) -> subprocess.Popen[bytes]:
        """A process on the island."""
        return self._scene.start(*self._scene.prefix, *command)

    # ---- network

    def loopback(self) -> None:
        """Nothing but the computer itself."""
        self.run("ip", "link", "set", "lo", "up")

    def cable(self) -> None:
        """An address, and a way out on which everything is lost in silence."""
        self.loopback()
        for words in (
            "link add cable type veth peer name nowhere",
            f"addr add {OWN}/24 dev cable",
            "link set cable up",
            "link set nowhere up",
            # Without an answer to ARP the kernel would say that there is nobody, which is another fault.
            f"neigh add {BEYOND} lladdr 02:00:00:00:00:01 dev cable nud permanent",
            f"route add default via {BEYOND}",
        ):
            self.run("ip", *words.split())

    def serve(self, *arguments: str) -> str:
        """`python -m tests.faults.servers` on the island; its address."""
        server = self.start("env", f"PYTHONPATH={ROOT}", sys.executable, "-m", "tests.faults.servers", *arguments)
        assert server.stdout is not None
        return server.stdout.readline().decode().strip()

    # ---- mounts

    def put(self, path: str | Path, content: str | bytes) -> None:
        """This content in the place of a file that exists."""
        place = self._scene.path(str(path).strip("/").replace("/", "-"))
        place.write_bytes(content.encode() if isinstance(content, str) else content)
        self.run("mount", "--bind", place, path)

    def folder(self, path: str | Path, size: str = "1m") -> None:
        """An empty folder of this size in the place of one that exists."""
        self.run("mount", "-t", "tmpfs", "-o", f"size={size},mode=0755", "none", path)

    def read_only(self, path: Path) -> None:
        """A folder that nobody may write to, not even root."""
        self.run("mount", "--bind", path, path)
        self.run("mount", "-o", "remount,ro,bind", path)

    def write(self, path: str, content: str) -> None:
        """A file inside a folder of this island."""
        self.run("sh", "-c", f'mkdir -p "$(dirname {path})" && printf %s "$0" > {path}', content)
