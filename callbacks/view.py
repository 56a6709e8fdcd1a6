"""What one request is about: page, locale, version and selection, all read from the URL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from urllib.parse import parse_qsl, urlencode

from accounts import reader_scope
from ids import Page, path
from locales import DEFAULT, LOCALES
from queries.catalogue import Catalogue
from queries.periods import STARTS, shift_months, shift_years
from queries.selection import DAY, PARAMETERS, Selection

PAGES = {path(page): page for page in Page}
Pairs = Sequence[tuple[str, str]]


def page_at(pathname: str | None) -> Page:
    """The page of a path; the page that says so where there is none."""
    return PAGES.get((pathname or "/").rstrip("/") or "/", Page.MISSING)


def locale_of(search: str | None) -> str:
    """The locale that the URL names: Chinese unless it says lang=en."""
    lang = dict(parse_qsl((search or "").lstrip("?"))).get("lang", DEFAULT)
    return lang if lang in LOCALES else DEFAULT


def extras_of(search: str | None) -> Pairs:
    """The URL's parameters that are neither the selection's nor the language, in order."""
    given = parse_qsl((search or "").lstrip("?"))
    return tuple((name, value) for name, value in given if name not in (*PARAMETERS, "lang"))


def href(page: Page | str, locale: str, query: str = "", extras: Pairs = ()) -> str:
    """A link to a page or path: a selection's query, further parameters, and the language unless it is the default."""
    where = path(page) if isinstance(page, Page) else page
    parts = [query, *[_encoded(*pair) for pair in extras], "" if locale == DEFAULT else f"lang={locale}"]
    return "?".join(filter(None, (where, "&".join(filter(None, parts)))))


@lru_cache(10_000)
def _encoded(name: str, value: str) -> str:
    """A parameter as a URL writes it; a page has a thousand links of a hundred different ones."""
    return urlencode([(name, value)])


@dataclass(frozen=True)
class View:
    """A page as one reader sees it at one version."""

    page: Page
    locale: str
    catalogue: Catalogue
    selection: Selection
    extras: Pairs  # parameters that are not the selection's, such as which time a chart spreads out

    def parameter(self, name: str, default: str) -> str:
        """The last value of a parameter that is not the selection's."""
        return dict(self.extras).get(name, default)

    def href(self, page: Page | str | None = None, selection: Selection | None = None, extras: Pairs = ()) -> str:
        """A link to a page (this one by default) with a selection (this one by default)."""
        query = self._query if selection is None else selection.to_query()
        return href(page or self.page, self.locale, query, extras)

    @cached_property
    def _query(self) -> str:
        return self.selection.to_query()

    def downloads(self, name: str) -> dict[str, str]:
        """The addresses under which a card or a list is downloaded, by format."""
        return {suffix.upper(): self.href(f"/export/{name}.{suffix}", extras=self.extras) for suffix in ("csv", "xlsx")}

    def describe(self) -> str:
        """The selection as a sentence."""
        return self.selection.describe(self.catalogue, self.locale)

    @property
    def application(self) -> str:
        """The number of the case that the page is of; empty on every other page."""
        return self.parameter("application", "").strip() if self.page is Page.CASE else ""


def read_view(page: Page, search: str | None, catalogue: Catalogue) -> View:
    """The view that a URL names within what its reader may see. Raises SelectionError for a bad parameter."""
    return View(
        page=page,
        locale=locale_of(search),
        catalogue=catalogue,
        selection=Selection.from_query(search or "", reader_scope(catalogue), catalogue),
        extras=extras_of(search),
    )


def default_view(page: Page, search: str | None, catalogue: Catalogue) -> View:
    """The page as it opens for its reader, in the URL's language: where the URL itself cannot be read."""
    locale = locale_of(search)
    return read_view(page, "" if locale == DEFAULT else f"lang={locale}", catalogue)


def presets(catalogue: Catalogue) -> dict[str, tuple[date, date]]:
    """The periods that the filter bar offers by name, as [start, end); none ends after the data does."""
    end = catalogue.as_of_date + timedelta(days=1)
    month, year = (STARTS[part](catalogue.as_of_date) for part in ("month", "year"))
    return {
        "last_12_months": catalogue.default_period,
        "month_to_date": (month, end),
        "year_to_date": (year, end),
        "last_month": (shift_months(month, -1), month),
        "last_year": (shift_years(year, -1), year),
        "last_3_years": (shift_years(end, -3), end),
        **({"all_years": (catalogue.first_date, end)} if catalogue.first_date else {}),
    }


def preset_value(start: date, end: date) -> str:
    """How a period stands in the filter bar's list: its first and last day."""
    return f"{start}..{end - DAY}"
