"""A port that nothing listens on: the kernel's own choice, so that tests which run side by side never meet."""

import socket


def open_port() -> int:
    """A port of this machine that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
