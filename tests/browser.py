"""A Chromium to test the page in, driven through a pipe by the DevTools protocol: no driver and no package is needed."""

import base64
import contextlib
import json
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run --hide-scrollbars "
    "--disable-extensions --disable-background-networking --force-color-profile=srgb --remote-debugging-pipe"
).split()
PATIENCE = 60  # seconds for whatever a page is to show
KEYS = {"ArrowDown": 40, "ArrowUp": 38, "Enter": 13, "Escape": 27, "Tab": 9}


class Browser:
    """One tab."""

    def __init__(self, process: subprocess.Popen, into: int, out: BinaryIO) -> None:
        self.process, self.into, self.out = process, into, out
        self.number, self.session, self.events = 0, None, []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Return what a command answers; what happens meanwhile is kept in `events`."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.into, json.dumps(message).encode() + b"\0")
        while (answer := self.read()).get("id") != self.number:
            self.events.append(answer)
        assert "error" not in answer, answer
        return answer["result"]

    def read(self) -> dict[str, Any]:
        """Return the next message."""
        found = bytearray()
        while (byte := self.out.read(1)) != b"\0":
            assert byte, "Chromium has ended"
            found += byte
        return json.loads(found)

    def ask(self, expression: str) -> Any:
        """Return the value of an expression in the page."""
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in result, result["exceptionDetails"]
        return result["result"].get("value")

    def until(self, expression: str, expected: Any = True) -> None:
        """Wait for an expression to have a value."""
        end = time.monotonic() + PATIENCE
        while True:
            with contextlib.suppress(AssertionError):  # between two pages there is nothing to ask
                if (found := self.ask(expression)) == expected:
                    return
            assert time.monotonic() < end, (expression, found)
            time.sleep(0.03)

    def open(self, address: str) -> None:
        """Open an address."""
        self.events.clear()
        self.ask("window.old = true")
        self.call("Page.navigate", url=address)
        self.arrive()

    def arrive(self) -> None:
        """Wait for the next page; the page before was told that it is old."""
        self.until("!window.old && document.readyState === 'complete'")

    def leave(self, expression: str) -> None:
        """Do something that leads to another page."""
        self.ask(f"window.old = true; {expression}; undefined")
        self.arrive()

    def type(self, text: str) -> None:
        """Type a text where the focus is."""
        self.call("Input.insertText", text=text)

    def press(self, key: str, code: str = "") -> None:
        """Press a key, given with its place on the keyboard if that matters."""
        text = {"text": key} if len(key) == 1 else {"text": "\r"} if key == "Enter" else {}
        whole = {"key": key, "code": code or key, "windowsVirtualKeyCode": KEYS.get(key, 0)}
        self.call("Input.dispatchKeyEvent", type="keyDown", **whole, **text)
        self.call("Input.dispatchKeyEvent", type="keyUp", **whole)

    def size(self, width: int, height: int = 900, scale: float = 1) -> None:
        """Make the window as wide and high, with so many points a pixel."""
        whole = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": False}
        self.call("Emulation.setDeviceMetricsOverride", **whole)

    def scheme(self, name: str) -> None:
        """Prefer light or dark."""
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": name}])

    def scripts(self, on: bool) -> None:
        """Let pages run scripts, or not."""
        self.call("Emulation.setScriptExecutionDisabled", value=not on)

    def complaints(self) -> list[str]:
        """Return what the console says is wrong since the last page was opened."""
        self.ask("1")
        found = []
        for event in self.events:
            if event.get("method") == "Runtime.exceptionThrown":
                found.append(str(event["params"]["exceptionDetails"]))
            if event.get("method") == "Log.entryAdded" and event["params"]["entry"]["level"] == "error":
                found.append(event["params"]["entry"]["text"])
        return found

    def loaded(self) -> list[tuple[str, int]]:
        """Return the address of each request since the last page was opened, with the bytes of its body."""
        time.sleep(0.2)
        self.ask("1")
        asked, sizes = {}, {}
        for event in self.events:
            params = event.get("params", {})
            if event.get("method") == "Network.requestWillBeSent":
                asked[params["requestId"]] = params["request"]["url"]
            if event.get("method") == "Network.dataReceived":
                sizes[params["requestId"]] = sizes.get(params["requestId"], 0) + params["dataLength"]
        # The icons of fields are Chromium's own, as data.
        return [(where, sizes.get(number, 0)) for number, where in asked.items() if not where.startswith("data:")]

    def picture(self, file: Path, whole: bool = True) -> None:
        """Write what the page looks like, whole or as far as the window goes, as PNG or WebP."""
        form = {"format": "webp", "quality": 85} if file.suffix == ".webp" else {"format": "png"}
        shot = self.call("Page.captureScreenshot", captureBeyondViewport=whole, **form)
        file.write_bytes(base64.b64decode(shot["data"]))


@contextlib.contextmanager
def browser(profile: Path) -> Iterator[Browser]:
    """Start a Chromium with a profile of its own, and end it."""
    child_in, into = os.pipe()
    out, child_out = os.pipe()
    # Chromium reads commands from 3 and answers on 4; only a shell can put the pipes there.
    shell = f'exec "$0" "$@" 3<&{child_in} 4>&{child_out}'
    command = ["/bin/bash", "-c", shell, str(CHROMIUM), *FLAGS, f"--user-data-dir={profile}"]
    process = subprocess.Popen(command, pass_fds=(child_in, child_out), stderr=subprocess.DEVNULL)
    os.close(child_in)
    os.close(child_out)
    try:
        with os.fdopen(out, "rb") as answers:
            yield Browser(process, into, answers)
    finally:
        process.terminate()
        process.wait(10)
        os.close(into)


class Silent(WSGIRequestHandler):
    """Answers without a word in the log."""

    def log_request(self, *_: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve an application, and lend its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Silent)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
