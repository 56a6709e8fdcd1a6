"""Who may see what: readers and their roles, sign-in and sessions, and the Scope that each request is answered in."""

from accounts.scope import operator_scope, reader_scope

__all__ = ["operator_scope", "reader_scope"]
