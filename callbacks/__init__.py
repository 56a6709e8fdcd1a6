"""What happens on a page: read the URL, ask the warehouse, draw. Nothing is registered on import."""

from dash import Dash

from callbacks import (
    ahead,
    applications,
    cards,
    case,
    cases,
    channels,
    data,
    effect,
    exports,
    filters,
    mark_edit,
    overview,
    regions,
    satisfaction,
    search,
    services,
    shell,
    steps,
    target_edit,
    target_history,
    targets_page,
    views,
)
from callbacks.product import Product
from ids import (
    Ahead,
    Applications,
    Case,
    Channels,
    Data,
    Effect,
    Overview,
    Page,
    Regions,
    Satisfaction,
    Services,
    Steps,
    Targets,
)

PAGES = {
    Page.OVERVIEW: (Overview, overview.panels),
    Page.APPLICATIONS: (Applications, applications.panels),
    Page.STEPS: (Steps, steps.panels),
    Page.SATISFACTION: (Satisfaction, satisfaction.panels),
    Page.CHANNELS: (Channels, channels.panels),
    Page.SERVICES: (Services, services.panels),
    Page.TARGETS: (Targets, targets_page.panels),
    Page.EFFECT: (Effect, effect.panels),
    Page.AHEAD: (Ahead, ahead.panels),
    Page.REGIONS: (Regions, regions.panels),
    Page.DATA: (Data, data.panels),
    Page.CASE: (Case, case.panels),
}


def register(app: Dash, product: Product) -> None:
    """Register every callback on the application."""
    shell.register(app, product)
    filters.register(app, product)
    cards.register(app, product, PAGES)
    steps.register(app, product)
    satisfaction.register(app, product)
    regions.register(app, product)
    cases.register(app, product)
    search.register(app, product)
    views.register(app, product)
    target_edit.register(app, product)
    mark_edit.register(app, product)
    exports.register(app.server, product, PAGES)
    cases.register_file(app.server, product)
    target_history.register_file(app.server, product)
