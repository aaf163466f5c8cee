"""A rate limit: so many per second, and a few at once after a pause."""

from typing import Final

# What a clock can tell apart. A shorter wait would not move it, and whoever waits would ask for ever.
_LEAST_WAIT_SECONDS: Final = 1e-6
_BURST_SHARE: Final = 0.05


class TokenBucket:
    """Allows `per_second` in the long run, and at most `burst` of them at one moment.

    Within any second at most `per_second + burst` pass. The burst makes up for wake-ups that come late;
    without one given it is a twentieth of the rate, at least 1.
    """

    def __init__(self, per_second: float, burst: int | None = None) -> None:
        if not 0 < per_second < float("inf"):
            raise ValueError("per_second must be above 0")
        if burst is None:
            burst = max(int(per_second * _BURST_SHARE), 1)
        if burst < 1:
            raise ValueError("burst must be at least 1")
        self._spacing = 1 / per_second
        self._tolerance = (burst - 1) * self._spacing
        # When the next one would be due if they came evenly spaced (the generic cell rate algorithm).
        self._due = float("-inf")

    def take(self, now: float) -> float:
        """Take one at `now`, in seconds of a clock that never goes back.

        Returns 0 when it was taken; otherwise nothing was taken, and the seconds to wait before asking
        again.
        """
        wait = self._due - self._tolerance - now
        if wait > _LEAST_WAIT_SECONDS:
            return wait
        self._due = max(self._due, now) + self._spacing
        return 0.0
