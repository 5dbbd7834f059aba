"""How many processors this process may use: a container's limit counts, not what the machine has."""

import os
from pathlib import Path

CGROUPS = Path("/sys/fs/cgroup")


def usable_cores(groups: Path = CGROUPS) -> int:
    """Processors by affinity and by the container's quota, at least one."""
    try:
        allowed = len(os.sched_getaffinity(0))
    except AttributeError:  # not Linux
        allowed = os.cpu_count() or 1
    quota = _quota(groups)
    return max(1, allowed if quota is None else min(allowed, int(quota)))


def _quota(groups: Path) -> float | None:
    """Processors of the quota of cgroup v2, else v1; `None`: there is none."""
    try:
        limit, period = (groups / "cpu.max").read_text().split()
    except (OSError, ValueError):
        try:
            limit = (groups / "cpu" / "cpu.cfs_quota_us").read_text().strip()
            period = (groups / "cpu" / "cpu.cfs_period_us").read_text().strip()
        except OSError:
            return None
    try:
        found = int(limit) / int(period)
    except (ValueError, ZeroDivisionError):  # `max`
        return None
    return found if found > 0 else None
