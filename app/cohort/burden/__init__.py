"""The burden of cards before anyone sees one: the record replayed day by day, counted, blurred, told as a report."""
