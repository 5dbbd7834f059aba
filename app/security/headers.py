"""The headers of an answer, and of a page: it loads from this address alone, and a browser guesses nothing."""

from collections.abc import Collection

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors {ancestors}; require-trusted-types-for 'script'; trusted-types 'none'"
)
NO_DEVICES = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


def page_headers(frame_ancestors: Collection[str] = ()) -> dict[str, str]:
    """For HTML: scripts and styles from files of ours alone; framed only by the EHRs that the site names."""
    return {
        "Content-Security-Policy": POLICY.format(ancestors=" ".join(sorted(frame_ancestors)) or "'none'"),
        "Permissions-Policy": NO_DEVICES,
        "Referrer-Policy": "no-referrer",
        **file_headers(),
    }


def file_headers() -> dict[str, str]:
    """For whatever is served: its type is the one that is said."""
    return {"X-Content-Type-Options": "nosniff"}


def answer_headers(*, https: bool = False) -> dict[str, str]:
    """For every answer that doesn't say otherwise: no browser keeps, frames or runs it."""
    headers = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
        "Referrer-Policy": "no-referrer",
        **file_headers(),
    }
    if https:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return headers
