"""Roles and what each may do."""

from collections.abc import Mapping
from enum import StrEnum

from queries.scope import CASE_RIGHT, EXPORT_RIGHT

TARGET_RIGHT = "targets"  # to edit targets
FOLLOW_UP_RIGHT = "follow_up"  # to have a case followed up
ADMINISTER_RIGHT = "administer"  # to see readers and the audit log, and to change readers


class Role(StrEnum):
    """What a reader is to the utility."""

    ADMINISTRATOR = "administrator"
    MANAGER = "manager"
    SUPERVISOR = "supervisor"
    ANALYST = "analyst"


RIGHTS: Mapping[Role, frozenset[str]] = {
    Role.ADMINISTRATOR: frozenset({CASE_RIGHT, EXPORT_RIGHT, TARGET_RIGHT, FOLLOW_UP_RIGHT, ADMINISTER_RIGHT}),
    Role.MANAGER: frozenset({CASE_RIGHT, EXPORT_RIGHT, TARGET_RIGHT}),
    Role.SUPERVISOR: frozenset({CASE_RIGHT, EXPORT_RIGHT, FOLLOW_UP_RIGHT}),
    Role.ANALYST: frozenset(),  # figures only, small cells of answers withheld
}
EVERY_RIGHT = RIGHTS[Role.ADMINISTRATOR]
