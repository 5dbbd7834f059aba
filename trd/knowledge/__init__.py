"""All clinical knowledge: doses, codes, thresholds, rows and sources, as data with its types and its loading."""
