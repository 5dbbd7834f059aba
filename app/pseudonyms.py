"""Names without the person: a patient, clinician or encounter as what is kept may know them."""

import hmac
from hashlib import sha256

KEY_LENGTH = 32


def pseudonym(secret: bytes, kind: str, client: str, name: str) -> str:
    """A patient, clinician or encounter as the store knows it: without the site secret it tells nothing.

    The client is part of it: the same id at another hospital is another person.
    """
    told = b"".join(b"%d:%b" % (len(part.encode()), part.encode()) for part in (kind, client, name))
    return hmac.new(secret, told, sha256).hexdigest()[:KEY_LENGTH]
