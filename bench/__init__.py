"""`make bench`: what a request costs, as ratios taken in one run (never a timed test)."""
