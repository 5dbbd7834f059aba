"""The shell: HTTP, and the only floor with network, clock, disk and environment."""
