"""A bounded soak of the served service, and the same with faults: `python -m bench.soak --help`."""
