"""Options -> draft orders of R4, R5 and STU3: strict, never signed, never with an empty element."""
