"""A server on an island: `python -m tests.faults.servers KIND [ADDRESS]` says its address and serves until it is ended."""

from __future__ import annotations

import asyncio
import socket
import sys

from readiness.probe.speed_server import SpeedServer
from tests.faults.islands import OWN


async def _speed(address: str) -> None:
    """A good speed server that is reached from elsewhere, too."""
    async with SpeedServer(down_mbps=3, up_mbps=2) as server:
        port = int(server.url.rpartition(":")[2])

        async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            there, back = await asyncio.open_connection("127.0.0.1", port)
            await asyncio.gather(_pour(reader, back), _pour(there, writer))

        outside = await asyncio.start_server(pass_on, address, 0)
        print(f"http://{address}:{outside.sockets[0].getsockname()[1]}", flush=True)
        await asyncio.Event().wait()


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


def _mute(address: str, port: int = 53) -> None:
    """A name server, or a relay, that hears and never answers."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind((address, port))
        print(address, flush=True)
        while True:
            listener.recvfrom(4096)


async def _strange_relay(address: str, words: bytes) -> None:
    """A relay that takes every connection and datagram, and says these words, or none."""

    class Datagrams(asyncio.DatagramProtocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            assert isinstance(transport, asyncio.DatagramTransport)
            self._transport = transport

        def datagram_received(self, data: bytes, addr: object) -> None:
            if words:
                self._transport.sendto(words, addr)  # type: ignore[arg-type]

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(4096):
            writer.write(words)

    await asyncio.get_running_loop().create_datagram_endpoint(Datagrams, (address, 3478))
    await asyncio.start_server(serve, address, 3478)
    print(address, flush=True)
    await asyncio.Event().wait()


def _names(address: str) -> None:
    """A name server that knows every name: each is this very address (RFC 1035; nothing for IPv6)."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind((address, 53))
        print(address, flush=True)
        while True:
            asked, who = listener.recvfrom(4096)
            end = asked.index(0, 12) + 5
            question, kind = asked[12:end], asked[end - 4 : end - 2]
            found = b"\xc0\x0c\0\x01\0\x01\0\0\0\x3c\0\x04" + socket.inet_aton(address) if kind == b"\0\x01" else b""
            count = b"\0\x01" if found else b"\0\0"
            listener.sendto(asked[:2] + b"\x81\x80\0\x01" + count + b"\0\0\0\0" + question + found, who)


def main(kind: str, address: str = OWN) -> None:
    """Serve."""
    if kind == "speed":
        asyncio.run(_speed(address))
    elif kind == "mute-relay":
        _mute(address, 3478)
    elif kind == "rubbish-relay":
        asyncio.run(_strange_relay(address, bytes(range(256))))
    elif kind == "dumb-relay":
        asyncio.run(_strange_relay(address, b""))
    elif kind == "names":
        _names(address)
    elif kind == "mute-names":
        _mute(address)


if __name__ == "__main__":
    main(*sys.argv[1:])
