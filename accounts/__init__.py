"""Who may see what: makes the reader's Scope on the server."""

from queries.catalogue import Catalogue
from queries.scope import Scope


def reader_scope(catalogue: Catalogue) -> Scope:
    """The scope of whoever asks. There are no accounts yet: everyone on this machine stands at the root."""
    return Scope.at(catalogue, catalogue.root.region)
