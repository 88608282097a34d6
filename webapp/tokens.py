"""What lets a reader in where not everybody may read: random tokens, of which a file has names and digests alone."""

import hashlib
import hmac
import os
import re
import secrets
from pathlib import Path

NAME = re.compile(r"[\w.@-]{1,64}")
LINE = re.compile(r"(\S+) ([0-9a-f]{64})")


def made(file: Path, name: str) -> str:
    """Return a new token, and add its name and digest to a file that only its owner reads."""
    token = secrets.token_urlsafe(32)
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8") as out:  # noqa: PTH123  # a Path opens with no mode
        out.write(f"{name} {digest(token)}\n")
    return token


def digest(token: str) -> str:
    """Return what is kept of a token: it has 256 random bits, which no slow hash could make safer."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def read(file: Path) -> dict[str, str]:
    """Return name -> digest of the tokens in a file; other lines mean nothing."""
    lines = map(LINE.fullmatch, file.read_text("utf-8", "replace").splitlines())
    return {line[1]: line[2] for line in lines if line}


class Tokens:
    """The tokens of a file as it now is: a line taken out of it lets nobody in any more."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.seen: tuple[int, int, int] | None = None
        self.digests: tuple[str, ...] = ()

    def known(self, token: str) -> bool:
        """Whether a token lets in. Each digest is compared, and in the same time whatever its letters are."""
        given = digest(token)
        return sum(hmac.compare_digest(given, kept) for kept in self.now()) > 0

    def now(self) -> tuple[str, ...]:
        """Return the digests; none where the file cannot be read."""
        try:
            state = self.file.stat()
            seen = state.st_ino, state.st_mtime_ns, state.st_size
            if seen != self.seen:
                self.digests, self.seen = tuple(read(self.file).values()), seen
        except OSError:
            self.digests, self.seen = (), None
        return self.digests
