"""Dosage instructions -> dose steps: structured.py, timing.py, and the grammar of sigs (R-D1 … R-D19)."""
