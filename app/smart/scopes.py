"""What the app asks for: to read the kinds of record that the timeline is made of, and nothing more.

https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html
"""

from app.fetching.searches import KINDS
from app.smart.configuration import SmartConfiguration

READ = ("Medication", *dict.fromkeys(KINDS.values()))
"""`Medication`: names of drugs that an order only points to."""


def scopes_for(configuration: SmartConfiguration, *, standalone: bool) -> tuple[str, ...]:
    """In the words of the server's version; a token that outlives the user is never asked for (`offline_access`)."""
    asked = ["launch/patient" if standalone else "launch"]
    if configuration.proves_identity:
        asked += ["openid", "fhirUser"]
    if configuration.renews:
        asked.append("online_access")
    return (*asked, *resource_scopes(v2=configuration.takes_v2))


def resource_scopes(*, v2: bool) -> tuple[str, ...]:
    """One a kind, as a site registers them."""
    if not v2:
        return tuple(f"patient/{kind}.read" for kind in sorted(READ))
    return tuple(f"patient/{kind}.{'r' if kind == 'Patient' else 'rs'}" for kind in sorted(READ))
