"""What serves the application over HTTP: waitress where it is installed, else Werkzeug's own, which is for one's own machine."""

import contextlib
import ctypes
import signal
import socket
import sys
from importlib.util import find_spec
from typing import Any

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from .guard import BODY

THREADS = 8  # requests at once, all but one of which take long
CONNECTIONS = 1_000  # open at once: a slow reader costs one of these and no thread
SILENCE = 30  # seconds after which a reader who sends or takes nothing is let go
UPLOAD = 4 * BODY  # bytes above which the server refuses by itself; up to there the page says it in words
SLICE = 0.001  # seconds after which the thread that reads requests has its turn: beside who asks too often others wait 98 ms, with Python's 5 ms 115
ARENAS = -8  # what mallopt calls the number of heaps (M_ARENA_MAX, malloc.h of glibc)
INSTALLED = find_spec("waitress") is not None


class Quiet(WSGIRequestHandler):
    """Leaves the log to the application, which knows what is not to be in it."""

    def log(self, type: str, message: str, *args: Any) -> None:
        """Log nothing."""


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens; raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=1024)


def serve(app: Flask, sock: socket.socket, *, shared: bool = False, proxied: bool = False) -> None:
    """Serve until SIGTERM or Ctrl-C; requests at work are answered.

    Other processes may listen at the same socket (`shared`); one proxy may say who asks (`proxied`).
    """
    signal.signal(signal.SIGTERM, stop)
    one_heap()
    with contextlib.suppress(KeyboardInterrupt):
        if INSTALLED:
            by_waitress(app, sock, shared, proxied)
        else:
            by_werkzeug(app, sock)


def stop(*_: object) -> None:
    """End what runs, as Ctrl-C does."""
    raise KeyboardInterrupt


def one_heap() -> None:
    """Let all threads take memory from one heap: with one each, two processes that served 100,000 articles grew to 960 MB, and now stay at 385."""
    with contextlib.suppress(AttributeError, OSError, TypeError):  # of another C library
        ctypes.CDLL(None).mallopt(ARENAS, 1)


def by_waitress(app: Flask, sock: socket.socket, shared: bool, proxied: bool) -> None:
    """Serve with waitress."""
    from waitress.channel import HTTPChannel  # noqa: PLC0415  # an extra
    from waitress.server import create_server  # noqa: PLC0415
    from waitress.task import WSGITask  # noqa: PLC0415

    from .turns import Turns, behind_proxy, direct  # noqa: PLC0415  # it is made of waitress's

    class Sharing(WSGITask):  # type: ignore[misc]  # it has no types
        """Ends a connection with its answer while others wait here too: who asks next comes to the process that is free.

        Of 16 connections, 13 stayed with one of two processes by chance, and their readers waited twice as long.
        """

        def build_response_header(self) -> bytes:
            """Return the head of the answer."""
            if turns.waiting:
                self.set_close_on_finish()
            return bytes(super().build_response_header())

    sys.setswitchinterval(SLICE)
    turns = Turns(behind_proxy if proxied else direct, THREADS)
    if shared:
        HTTPChannel.task_class = Sharing
    server = create_server(
        app,
        _dispatcher=turns,
        sockets=[sock],
        connection_limit=CONNECTIONS,
        channel_timeout=SILENCE,
        max_request_body_size=UPLOAD,
        clear_untrusted_proxy_headers=False,  # ProxyFix decides on them
        ident=None,
    )
    server.run()
    server.close()


def by_werkzeug(app: Flask, sock: socket.socket) -> None:
    """Serve with Werkzeug."""
    host, port = sock.getsockname()[:2]
    server = make_server(host, port, app, threaded=True, request_handler=Quiet, fd=sock.fileno())
    try:
        server.serve_forever()
    finally:
        server.server_close()
