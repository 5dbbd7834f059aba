"""Is this installation fit to serve? Every part looked at, and a cure for what is wrong; `trd-cds doctor` tells it."""
