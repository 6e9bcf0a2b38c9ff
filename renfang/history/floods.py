"""How many refusals of one address are written down one by one.

Whoever floods the login page must not fill the disk: of one address a process writes the first
thirty in a minute, then the second, fourth, eighth … of those that it only counts, so that the
record tells how many there were, within a factor of two, in a handful of rows.
"""

from __future__ import annotations

import time
from collections import Counter
from ipaddress import IPv6Address, ip_address
from threading import Lock

# Rows a minute and process: of one address, and of all together.
OF_ONE = 30
OF_ALL = 600


class Floods:
    """Counts of the present minute; several threads may ask."""

    def __init__(self) -> None:
        self._lock, self._minute = Lock(), 0
        self._written: Counter[str] = Counter()
        self._counted: Counter[str] = Counter()

    def heard(self, address: str) -> int | None:
        """How many of the address were only counted so far; None where this one is, too."""
        with self._lock:
            minute = int(time.time() // 60)
            if minute != self._minute:
                self._minute = minute
                self._written.clear()
                self._counted.clear()
            source = _source(address)
            if self._written[source] < OF_ONE and self._written.total() < OF_ALL:
                self._written[source] += 1
                return 0
            # A thousand addresses at once are one flood.
            if self._written.total() >= OF_ALL:
                source = ""
            self._counted[source] += 1
            counted = self._counted[source]
            return counted if counted & (counted - 1) == 0 else None


def _source(address: str) -> str:
    """The address; of IPv6 the network, whose owner has as many addresses as he likes."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return found.exploded[:19] if isinstance(found, IPv6Address) else address
