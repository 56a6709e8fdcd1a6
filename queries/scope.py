"""What one reader may ask about: a subtree of regions. Made on the server, never from a request."""

from dataclasses import dataclass

from queries.catalogue import Catalogue, Place
from queries.errors import NotAllowed, SelectionError
from queries.words import Words

CASE_RIGHT = "cases"  # to see single cases, and what single customers answered
EXPORT_RIGHT = "export"  # to take rows of cases away as a file
RIGHT_WORDS = {
    CASE_RIGHT: Words("查看单个工单", "see single cases"),
    EXPORT_RIGHT: Words("导出明细", "export rows"),
}


@dataclass(frozen=True)
class Scope:
    """A reader's subtree (place numbers of one version) and rights."""

    version: str
    region: str
    first: int
    last: int
    rights: frozenset[str] = frozenset()

    @classmethod
    def at(cls, catalogue: Catalogue, region: str, rights: frozenset[str] = frozenset()) -> "Scope":
        """The scope of a reader bound to a region. Raises SelectionError where the version has no such region."""
        if region not in catalogue.places:
            raise SelectionError(
                f"数据中没有单位“{region}”。",
                f"There is no unit {region!r} in the data.",
            )
        place = catalogue.places[region]
        return cls(catalogue.version, region, place.no, place.last, rights)

    def holds(self, place: Place) -> bool:
        """Whether the place lies in the reader's subtree."""
        return self.first <= place.no <= self.last

    def require(self, right: str) -> None:
        """Raises NotAllowed where the reader has not this right."""
        if right not in self.rights:
            words = RIGHT_WORDS[right]
            raise NotAllowed(
                f"您的角色无权{words.zh}；如工作需要，请联系管理员。",
                f"Your role may not {words.en}; ask an administrator if your work needs it.",
            )
