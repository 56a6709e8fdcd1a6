"""From which page a request was asked, by the address that the browser sends along."""

from urllib.parse import SplitResult, urlsplit

from flask import request


def from_page() -> SplitResult:
    """The address of the page; an empty one where there is none, or none that can be read."""
    try:
        return urlsplit(request.referrer or "")
    except ValueError:
        return urlsplit("")
