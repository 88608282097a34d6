"""How often an address may ask: a bucket for each, which is refilled evenly and emptied by requests."""

import ipaddress
import math
import threading
import time
from collections import OrderedDict

BURST = 10  # seconds' worth of requests that may come at once: a page with what belongs to it, and quick typing
MOST = 10_000  # addresses that are remembered, 2 MB


class Buckets:
    """The buckets of the addresses that asked last."""

    def __init__(self, rate: float) -> None:
        self.rate, self.room = rate, max(1.0, BURST * rate)
        self.left: OrderedDict[str, tuple[float, float]] = OrderedDict()  # address -> requests left, and when that was
        self.lock = threading.Lock()

    def take(self, address: str, cost: float = 1) -> int:
        """Take the cost of a request out of the bucket of an address; return 0, or in how many seconds there is enough again."""
        cost = min(cost, self.room)
        now, name = time.monotonic(), neighbours(address)
        with self.lock:
            before, seen = self.left.pop(name, (self.room, now))
            left = min(self.room, before + (now - seen) * self.rate)
            self.left[name] = (left - cost if left >= cost else left), now
            if len(self.left) > MOST:
                self.left.popitem(last=False)
        return 0 if left >= cost else math.ceil((cost - left) / self.rate)


def neighbours(address: str) -> str:
    """Return who shares a bucket: one IPv4 address, or the 2⁶⁴ that one IPv6 subscriber has (RFC 6177).

    >>> neighbours("10.0.0.1"), neighbours("2001:db8::1:2"), neighbours("::ffff:10.0.0.1"), neighbours("?")
    ('10.0.0.1', '2001:db8::/64', '10.0.0.1', '?')
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, 64), strict=False))
