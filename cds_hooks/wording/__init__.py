"""The sentences that clinicians read: a catalogue of templates, and the few functions that fill it (R-W1 … R-W14)."""
