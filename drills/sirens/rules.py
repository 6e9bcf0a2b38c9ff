"""防空警报信号: how each signal sounds. Pure data and arithmetic; no database.

Source: the signals in force nationwide: 预先警报 36 s on, 24 s off, three times; 空袭警报 6 s on,
6 s off, fifteen times; 解除警报 one tone of three minutes. Each lasts three minutes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from renfang.clocks.periods import Code, period

# From the beginning of one signal to that of the next, as is usual: 10:00, 10:08, 10:16.
_INTERVAL = timedelta(minutes=8)


@dataclass(frozen=True)
class Signal:
    """One signal: seconds of sound and of silence, and how often."""

    name: str
    sounding: int
    silent: int
    times: int

    @property
    def seconds(self) -> int:
        """The whole signal, silences included."""
        return (self.sounding + self.silent) * self.times

    @property
    def words(self) -> str:
        """鸣 36 秒，停 24 秒，反复 3 遍."""
        if not self.silent:
            return f"连续鸣响 {self.sounding // 60} 分钟"
        return f"鸣 {self.sounding} 秒，停 {self.silent} 秒，反复 {self.times} 遍"


EARLY_WARNING = Signal("预先警报", 36, 24, 3)
AIR_RAID = Signal("空袭警报", 6, 6, 15)
ALL_CLEAR = Signal("解除警报", 180, 0, 1)
SIGNALS = (EARLY_WARNING, AIR_RAID, ALL_CLEAR)


def programme(begin: datetime) -> list[tuple[Signal, datetime]]:
    """The three signals with the instants at which they begin."""
    return [(signal, begin + _INTERVAL * place) for place, signal in enumerate(SIGNALS)]


def latest_notice(test_on: date) -> date:
    """The last day on which the notice of a test on ``test_on`` can be published (art. 35)."""
    return test_on - timedelta(days=period(Code.SIREN_TEST_NOTICE, test_on).count)
