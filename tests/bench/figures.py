"""The figures of a run that never was: everything held, by a little."""

from typing import Any


def figures() -> dict[str, Any]:
    sizes = {25: 11.0, 100: 7.0, 200: 5.9, 500: 4.0, 2000: 2.9, 5000: 2.5}
    return {
        "machine": {"processor": "a processor", "cores": 4, "load": 0.2, "python": "3.12.1"},
        "date": "2026-11-25",
        "rows": [
            {"resources": size, "kilobytes": size * 2, "p50": size / 20, "p99": size / 10, "calls": 50, "live": 0.5}
            | {"orjson": size / 100, "per_floor": floor, "per_orjson": floor * 2}
            for size, floor in sizes.items()
        ],
        "growth_exponent": 1.0,
        "irrelevant_per_full": 0.4,
        "crowds": [
            {"connections": connections, "p50": 5.0, "p99": 10.0, "per_second": 200.0} for connections in (1, 8, 16)
        ],
        "beside_2000": 1.5,
        "megabytes": {"idle": 100.0, "after 50": 110.0, "after 100": 112.0},
        "stages_ms": {"decode": 1.0, "facts": 6.0},
        "stages_per_orjson": {"decode": 0.4, "facts": 3.0},
        "profile": [{"function": "trd/intervals.py of", "calls": 390, "share": 0.05}],
        "cold_start_seconds": 0.9,
        "cold_start_per_import": 1.2,
        "hostile": [
            {"record": "mixed", "small": 40.0, "large": 400.0, "exponent": 1.0},
            {"record": "orders of one day", "small": 30.0, "large": 310.0, "exponent": 1.01},
        ],
        "cohort": {
            "patients": 2000,
            "lines": 262000,
            "bytes": 100_000_000,
            "scan_per_pass": 0.6,
            "patients_a_second_a_core": 400.0,
            "patients_a_second": 700.0,
            "workers": 2,
            "spill_bytes": 5_000_000,
            "megabytes": {"one process": 120.0, "each of several": 130.0},
            "memory_growth": 1.05,
        },
    }
