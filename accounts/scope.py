"""Scopes: the reader's, from their session; the operator's, for commands and measurements on the machine itself."""

from accounts.roles import EVERY_RIGHT
from accounts.signed import signed_in
from queries.catalogue import Catalogue
from queries.errors import SelectionError
from queries.scope import Scope


class NoUnit(SelectionError):
    """The version has no such unit as the reader is bound to."""


def reader_scope(catalogue: Catalogue) -> Scope:
    """The scope of the reader of this request. Raises NoUnit, and NobodySignedIn outside a reader's request."""
    who = signed_in()
    if who.region not in catalogue.places:
        raise NoUnit(
            f"您的账号属于单位“{who.region}”，当前数据中没有该单位，因此没有可供查看的内容；请联系管理员。",
            f"Your account belongs to the unit {who.region!r}, which the present data do not hold, so there is nothing "
            "to show; ask an administrator.",
        )
    return Scope.at(catalogue, who.region, who.rights)


def operator_scope(catalogue: Catalogue) -> Scope:
    """The whole company with all rights: whoever runs commands on the machine can read its files anyway."""
    return Scope.at(catalogue, catalogue.root.region, EVERY_RIGHT)
