"""Who may see what: makes the reader's Scope on the server."""

from queries.catalogue import Catalogue
from queries.scope import CASE_RIGHT, Scope


def reader_scope(catalogue: Catalogue) -> Scope:
    """The scope of whoever asks. There are no accounts yet: everyone here stands at the root, with all rights."""
    return Scope.at(catalogue, catalogue.root.region, frozenset({CASE_RIGHT}))
