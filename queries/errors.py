"""What can be wrong with a question; each message is a sentence in both languages."""

from queries.words import Words


class QuestionError(Exception):
    """A question that cannot be asked. `words` says why, for the page; str() is the English sentence."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.words = Words(zh, en)


class SelectionError(QuestionError):
    """A selection that names something that is not there, or not the reader's."""


class NotAvailable(QuestionError):
    """A filter or grouping that a metric's fact has no column for."""


class NotAllowed(NotAvailable):
    """A question that the reader's rights do not cover."""
