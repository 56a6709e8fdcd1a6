"""What stands on a page: layout only. Callbacks fill it."""

from collections.abc import Callable, Mapping

from dash.development.base_component import Component

from ids import Page
from pages import overview
from pages.components.state import missing

LAYOUTS: Mapping[Page, Callable[[str], Component]] = {
    Page.OVERVIEW: overview.layout,
    Page.APPLICATIONS: missing,
    Page.STEPS: missing,
    Page.DATA: missing,
    Page.CASES: missing,
    Page.MISSING: missing,
}
