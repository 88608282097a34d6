"""Where a cluster is: `https://user:password@one:9200,two:9200/articles`, and who asks."""

import os
import re
from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

from ...errors import IndexerError

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")  # OpenSearch allows more, and forbids capitals
PORT = {"http": 9200, "https": 443}
VARIABLES = ("IZDE_CLUSTER_USER", "IZDE_CLUSTER_PASSWORD", "IZDE_CLUSTER_TOKEN", "IZDE_CLUSTER_CA")
SIZES = {"shards": (1, 1024), "replicas": (0, 9)}  # what may stand behind a "?", and its bounds


@dataclass(frozen=True)
class Address:
    """The nodes of a cluster, any of which answers, the name of an index there, and how a new one is parted."""

    nodes: tuple[str, ...]
    name: str
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    authority: str = ""  # file of certificates
    sizes: tuple[tuple[str, int], ...] = ()

    def __str__(self) -> str:
        return f"{self.nodes[0]}/{self.name}"


def is_address(where: object) -> bool:
    """Whether this names an index in a cluster, and no folder."""
    return str(where).startswith(("http://", "https://"))


def address(where: str) -> Address:
    """Return the parts of an address; what it does not say of user, token and certificates, the environment may.

    >>> address("http://10.0.0.1,10.0.0.2:9201/articles?shards=6")
    Address(nodes=('http://10.0.0.1:9200', 'http://10.0.0.2:9201'), name='articles', authority='', sizes=(('shards', 6),))
    """
    parts = urlsplit(where)
    who, _, hosts = parts.netloc.rpartition("@")
    user, _, password = who.partition(":")
    path, _, name = parts.path.strip("/").rpartition("/")
    if not all(map(str.strip, hosts.split(","))) or not NAME.fullmatch(name):
        shown = f"{parts.scheme}://{hosts}{parts.path}"
        raise IndexerError(
            f"{shown} names no index of a cluster: write it as http://host:9200/articles, in small letters"
        )
    known = dict(zip(("user", "password", "token", "authority"), map(os.environ.get, VARIABLES), strict=True))
    given = {"user": unquote(user), "password": unquote(password)} if who else {}
    found = {key: value for key, value in (known | given).items() if value}
    return Address(
        tuple(node(parts.scheme, host, path) for host in hosts.split(",")), name, sizes=sizes(parts.query), **found
    )


def node(scheme: str, host: str, path: str) -> str:
    """Return the address of one node."""
    host = host.strip()
    port = "" if re.search(r":\d+$", host) else f":{PORT[scheme]}"
    return f"{scheme}://{host}{port}{'/' * bool(path)}{path}"


def sizes(asked: str) -> tuple[tuple[str, int], ...]:
    """Return what an address says of shards and replicas."""
    found = []
    for key, values in parse_qs(asked, keep_blank_values=True).items():
        low, high = SIZES.get(key, (1, 0))
        if not (values[-1].isdecimal() and low <= int(values[-1]) <= high):
            raise IndexerError(f"?{key}={values[-1]} means nothing here: an address may end in ?shards=6&replicas=1")
        found.append((key, int(values[-1])))
    return tuple(found)
