"""What the browser is given: the bundle of plotly.js, styles and scripts, all from this server."""

import re
from pathlib import Path

import pytest
from plotly.offline import get_plotlyjs_version

from charts.tokens import FONT, SCALES, TOKENS, contrast, readable_on

ASSETS = Path(__file__).parents[2] / "assets"
BUNDLE = ASSETS / "lib" / f"plotly-{get_plotlyjs_version()}.min.js"
SERVED = sorted(path for path in ASSETS.rglob("*") if path.suffix in {".js", ".css"})

# Addresses that stand in served files and are never fetched: names of XML dialects, and links in comments and messages.
NOT_FETCHED = (
    "http://www.w3.org/",
    "https://getbootstrap.com/",
    "https://github.com/",
    "https://plotly.com/",
)


def test_bundle_is_the_version_that_the_wheel_holds() -> None:
    assert [path.name for path in (ASSETS / "lib").glob("plotly-*.js")] == [BUNDLE.name]
    assert f'version="{get_plotlyjs_version()}"' in BUNDLE.read_text(encoding="utf-8")


def test_bundle_cannot_send_charts_anywhere() -> None:
    text = BUNDLE.read_text(encoding="utf-8")
    assert "cloud.plotly.com" not in text
    assert "cdn.plot.ly" not in text
    assert "chart-studio" not in text


@pytest.mark.parametrize("path", SERVED, ids=lambda path: path.name)
def test_no_asset_names_an_outside_address(path: Path) -> None:
    addresses = re.findall(r"https?://[^\s\"'`)]+", path.read_text(encoding="utf-8"))
    assert [address for address in addresses if not address.startswith(NOT_FETCHED)] == []
    assert "sourceMappingURL" not in path.read_text(encoding="utf-8")


def test_everything_vendored_has_its_licence() -> None:
    text = (ASSETS / "lib" / "LICENSES.txt").read_text(encoding="utf-8")
    for name in ("plotly.js", "bootstrap", "bootstrap-icons", "date-fns", "@ag-grid-community/locale"):
        assert re.search(rf"^{re.escape(name)} \d+\.\d+\.\d+$", text, flags=re.MULTILINE), name


def styles() -> str:
    return (ASSETS / "look" / "1-tokens.css").read_text(encoding="utf-8")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_tokens_of_charts_and_styles_are_the_same(theme: str) -> None:
    block = re.search(rf'\[data-bs-theme="{theme}"\] {{(.*?)}}', styles(), flags=re.DOTALL)
    assert block is not None
    assert dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block[1])) == TOKENS[theme]


def test_font_of_charts_and_styles_is_the_same() -> None:
    assert f"--font: {FONT};" in styles()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "ground"])
def test_text_reads_on_its_ground(theme: str, ground: str) -> None:
    colours = TOKENS[theme]
    for token in ("ink", "muted", "accent", "met", "missed", "unsure"):
        assert contrast(colours[token], colours[ground]) >= 4.5, token  # WCAG AA, text


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_lines_and_parts_can_be_told_from_the_paper_and_read(theme: str) -> None:
    colours = TOKENS[theme]
    for token in ["comparison", *(f"series-{at}" for at in range(1, SCALES["series"] + 1))]:
        assert contrast(colours[token], colours["paper"]) >= 3, token  # WCAG AA, graphics
    for at in range(1, SCALES["part"] + 1):
        fill = colours[f"part-{at}"]
        assert contrast(readable_on(fill), fill) >= 4.5, at


def test_contrast_of_black_and_white() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert readable_on("#000000") == "#ffffff"


def test_icons_in_use_are_served() -> None:
    served = set(re.findall(r"^\.icon-([\w-]+) ", (ASSETS / "lib" / "icons.css").read_text(), flags=re.MULTILINE))
    root = ASSETS.parent
    sources = [path for folder in ("pages", "callbacks") for path in (root / folder).rglob("*.py")]
    used = {name for path in sources for name in re.findall(r"\bicon-([a-z][\w-]*)", path.read_text(encoding="utf-8"))}
    assert used <= served
