"""Whose certificates we believe: the public authorities, and those of the site (`SSL_CERT_FILE`, `SSL_CERT_DIR`)."""

import ssl
from functools import cache

import certifi


@cache
def trusted_authorities() -> ssl.SSLContext:
    """Made once: reading the certificates costs more than a call may take.

    The system's own authorities and those that the two variables name are read by OpenSSL itself; a slim image has
    none, so the public ones come along.
    """
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context
