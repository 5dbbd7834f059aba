"""How sure a share is: Wilson's interval, which also holds for few answers and for shares near nothing and all.

Wilson EB. Probable inference, the law of succession, and statistical inference. J Am Stat Assoc 1927;22:209-12.
"""

from math import sqrt

Z = 1.959963984540054
"""Of the normal distribution, for 95 %."""


def wilson(successes: int, of: int) -> tuple[float, float]:
    """The 95 % interval of `successes / of`, both ends between 0 and 1; of nothing, everything is possible."""
    if of == 0:
        return 0.0, 1.0
    share, spread = successes / of, Z * Z / of
    middle = (share + spread / 2) / (1 + spread)
    half = Z / (1 + spread) * sqrt(share * (1 - share) / of + spread / (4 * of))
    return max(0.0, middle - half), min(1.0, middle + half)
