"""The engine of a cluster: the same reading and the same judgement as on one machine, spread by Apache Spark."""
