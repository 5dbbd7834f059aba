"""What an operator may count: the series, what adds to them, and how they are told to Prometheus."""
