"""What stands on a page: layout only. Callbacks fill it."""

from collections.abc import Callable, Mapping

from dash.development.base_component import Component

from ids import Page
from pages import (
    ahead,
    applications,
    case,
    cases,
    channels,
    data,
    effect,
    overview,
    regions,
    satisfaction,
    services,
    steps,
    targets,
)
from pages.components.state import missing

LAYOUTS: Mapping[Page, Callable[[str], Component]] = {
    Page.OVERVIEW: overview.layout,
    Page.APPLICATIONS: applications.layout,
    Page.STEPS: steps.layout,
    Page.SATISFACTION: satisfaction.layout,
    Page.CHANNELS: channels.layout,
    Page.SERVICES: services.layout,
    Page.TARGETS: targets.layout,
    Page.EFFECT: effect.layout,
    Page.AHEAD: ahead.layout,
    Page.REGIONS: regions.layout,
    Page.DATA: data.layout,
    Page.CASES: cases.layout,
    Page.CASE: case.layout,
    Page.MISSING: missing,
}
