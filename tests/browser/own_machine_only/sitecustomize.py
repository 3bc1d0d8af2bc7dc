"""Put on the path of a server, this refuses it every other machine, and writes each attempt in the file $PEIL_ASKED."""

import os
import socket
import sys
from pathlib import Path

OWN = ("127.0.0.1", "::1", "localhost")


def write_down(line: str) -> None:
    with Path(os.environ["PEIL_ASKED"]).open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")


def refuse(event: str, arguments: tuple) -> None:
    match event:
        case "socket.connect" | "socket.sendto" | "socket.sendmsg":
            to = arguments[1]
        case "socket.getaddrinfo" | "socket.gethostbyname" | "socket.gethostbyaddr" | "socket.getnameinfo":
            to = arguments[0]
        # What another program asks cannot be seen from here.
        case "subprocess.Popen" | "os.system" | "os.exec" | "os.posix_spawn":
            to = "another program"
        case _:
            return
    if isinstance(to, tuple):
        to = to[0]
    if to not in OWN:
        write_down(f"{event} {to!r}")
        raise PermissionError(f"{event}: {to!r} is not this machine")


def bind_here(self: socket.socket, address: tuple) -> None:
    """Binds to this machine only, also when told to bind to every network: a test opens no door."""
    bind(self, ("127.0.0.1", address[1]) if address[0] == "0.0.0.0" else address)


bind = socket.socket.bind
socket.socket.bind = bind_here
sys.addaudithook(refuse)
write_down("watching")
