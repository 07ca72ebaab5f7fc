"""Counts for Prometheus, in its text format; no query and no client address is among them."""

from collections import Counter

from server.engine.engine import Engine

MEDIA = "text/plain; version=0.0.4; charset=utf-8"
# Upper bounds of the histogram of times, in seconds.
BUCKETS = (0.001, 0.005, 0.025, 0.1, 0.5, 1.0, 5.0, 30.0)
ROOMS = {"sparql", "store", "metrics"}


class Metrics:
    """What happened since the start."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._requests: Counter[tuple[str, int]] = Counter()
        self._buckets: Counter[float] = Counter()
        self._seconds = 0.0
        self._bytes = 0

    def count(self, room: str, status: int, seconds: float, sent: int) -> None:
        """Count one request."""
        self._requests[room if room in ROOMS else "page", status] += 1
        if room == "sparql":
            self._seconds += seconds
            self._bytes += sent
            for bound in BUCKETS:
                if seconds <= bound:
                    self._buckets[bound] += 1
                    break

    def text(self) -> tuple[str, bytes]:
        """Return media type and bytes of the exposition."""
        engine, cache = self._engine, self._engine.cache
        pool = engine.generation.pool
        lines = ["# TYPE diplograph_requests_total counter"]
        for (room, status), number in sorted(self._requests.items()):
            lines.append(f'diplograph_requests_total{{room="{room}",status="{status}"}} {number}')
        lines += self._histogram()
        for name, kind, value in (
            ("sent_bytes_total", "counter", self._bytes),
            ("cache_hits_total", "counter", cache.hits),
            ("cache_misses_total", "counter", cache.misses),
            ("cache_bytes", "gauge", cache.size),
            ("queries_running", "gauge", pool.running),
            ("worker_deaths_total", "counter", pool.deaths),
            ("generation_switches_total", "counter", engine.switches),
            ("quads", "gauge", engine.generation.quads),
        ):
            lines += [f"# TYPE diplograph_{name} {kind}", f"diplograph_{name} {value}"]
        return MEDIA, ("\n".join(lines) + "\n").encode()

    def _histogram(self) -> list[str]:
        name = "diplograph_query_seconds"
        lines, total = [f"# TYPE {name} histogram"], 0
        for bound in BUCKETS:
            total += self._buckets[bound]
            lines.append(f'{name}_bucket{{le="{bound:g}"}} {total}')
        count = sum(n for (room, _), n in self._requests.items() if room == "sparql")
        lines.append(f'{name}_bucket{{le="+Inf"}} {count}')
        return [*lines, f"{name}_sum {self._seconds:.6f}", f"{name}_count {count}"]
