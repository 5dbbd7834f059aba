"""The clinical core: treatment-resistant depression in plain Python, which knows no one above it."""
