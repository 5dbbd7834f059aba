"""The HTTP addresses, one file a group: parse, call, answer."""
