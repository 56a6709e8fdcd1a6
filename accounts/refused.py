"""A refusal that a browser shows by itself: its sentence on a page of ours, with the way back."""

from flask import Flask, request
from werkzeug.wrappers import Response

from accounts.login import page


def register(server: Flask) -> None:
    """Show plain sentences of refusals and failures on a page where a reader goes to an address and gets one."""

    @server.after_request
    def dressed(response: Response) -> Response:
        """Scripts, downloads by other programs and old browsers get the sentence alone."""
        shown = request.headers.get("Sec-Fetch-Dest") == "document"
        if shown and response.status_code >= 400 and response.mimetype == "text/plain":
            response.set_data(page("refused.html", sentence=response.get_data(as_text=True)).get_data())
            response.content_type = "text/html; charset=utf-8"
        return response
