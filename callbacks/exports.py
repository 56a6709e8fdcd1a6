"""Downloads: what a card shows, or the cases behind a figure, as CSV or a workbook with their selection and version."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any
from urllib.parse import quote

import pandas as pd
import xlsxwriter
from flask import Flask, Response, abort, request

from callbacks.failing import told
from callbacks.marks import marked, marks_words
from callbacks.panel import Panels, answer
from callbacks.product import Product
from callbacks.view import View, locale_of, read_view
from callbacks.withheld import told_over
from ids import Page
from locales import stamp, text
from queries.asker import Failure
from queries.errors import QuestionError
from queries.scope import EXPORT_RIGHT
from queries.selection import DAY

BOM = "\ufeff"
# What a spreadsheet would run as a formula when a text begins with it; one in Chinese takes the wide signs too.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
PLAIN_TEXT = "text/plain; charset=utf-8"


def register(server: Flask, product: Product, pages: Mapping[Page, tuple[type[StrEnum], Panels]]) -> None:
    """Register the address under which every card of every page is downloaded."""
    home = {str(card): page for page, (cards, _) in pages.items() for card in cards}

    def export(card: str, suffix: str) -> Response:
        if card not in home or suffix not in TYPES:
            abort(404)
        return card_file(product, home[card], pages[home[card]][1], card, suffix, request.query_string.decode())

    server.add_url_rule("/export/<card>.<suffix>", view_func=export, endpoint="export")


def card_file(product: Product, page: Page, panels: Panels, card: str, suffix: str, search: str) -> Response:
    """The file of one card for a URL's query; a sentence and a status where there is nothing to download."""
    locale = locale_of(search)
    with product.asker.open() as warehouse:
        try:
            view = read_view(page, search, warehouse.catalogue)
            if view.application:
                view.selection.scope.require(EXPORT_RIGHT)
        except QuestionError as error:
            return Response(error.words(locale), 400, content_type=PLAIN_TEXT)
        panel = next(panel for panel in panels(view, product.settings, warehouse) if panel.card == card)
        drawn = answer(warehouse, [panel])[0][card]
    if isinstance(drawn, Failure):
        return Response(told(drawn, locale), 503, content_type=PLAIN_TEXT)
    data = drawn.data()
    if data is None:
        abort(404)
    keys = {key for question in panel.questions for key in question.metrics}
    over = {told_over(view.selection, key, view.catalogue) for key in keys}
    if len(over) == 1:  # all of it over the whole weeks: head and name of the file say these
        view = replace(view, selection=over.pop())
    weeks = text(locale, "withheld.weeks") if drawn.weekly else ""
    remarks = [drawn.subtitle, drawn.remarks(locale), weeks, marks_words(view, marked(view, drawn))]
    return download(view, panel.title, remarks, data, suffix)


def download(view: View, title: str, remarks: Sequence[str], data: pd.DataFrame, suffix: str) -> Response:
    """A frame as a file to save, its first lines saying what it is."""
    lines = heading(view, title, remarks)
    body = as_csv(lines, data) if suffix == "csv" else as_xlsx(lines, data)
    name = file_name(view, title, suffix)
    disposition = f"attachment; filename*=UTF-8''{quote(name)}"
    return Response(body, content_type=TYPES[suffix], headers={"Content-Disposition": disposition})


def heading(view: View, title: str, remarks: Sequence[str]) -> list[str]:
    """The first lines of a file: simulated or not, what it shows, of which selection, at which version."""
    catalogue, locale = view.catalogue, view.locale
    return [
        *([text(locale, "export.simulated")] if catalogue.simulated else []),
        title,
        view.application or view.describe(),
        *filter(None, remarks),
        text(
            locale,
            "export.version",
            version=catalogue.version,
            source=catalogue.source,
            as_of=stamp(catalogue.local(catalogue.as_of)),
        ),
    ]


def file_name(view: View, title: str, suffix: str) -> str:
    """A name that says product, title, unit and period (or the case), and simulated where it is."""
    locale, selection = view.locale, view.selection
    selected = [selection.place.label(locale), f"{selection.start}_{selection.end - DAY}"]
    parts = [text(locale, "shell.product"), title, *([view.application] if view.application else selected)]
    if view.catalogue.simulated:
        parts.append(text(locale, "shell.simulated"))
    return "-".join(part.translate(dict.fromkeys(map(ord, '/\\:*?"<>| '), "_")) for part in parts) + f".{suffix}"


def neutral(cell: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def rows_of(data: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """The rows of a frame, None where a value is missing; a column of whole numbers alone holds them as such."""
    return zip(*(_cells(data.iloc[:, at]) for at in range(data.shape[1])), strict=True)


def _cells(column: "pd.Series[Any]") -> "pd.Series[Any]":
    if column.dtype == "float64" and (column.dropna() % 1 == 0).all():
        column = column.astype("Int64")
    return column.astype(object).where(column.notna(), None)


def as_csv(lines: Sequence[str], data: pd.DataFrame) -> bytes:
    """CSV as Chinese Excel opens it: UTF-8 with a BOM."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([neutral(line)] for line in lines)
    writer.writerow([])
    writer.writerow([neutral(str(name)) for name in data.columns])
    writer.writerows([neutral(cell) for cell in row] for row in rows_of(data))
    return (BOM + out.getvalue()).encode()


def as_xlsx(lines: Sequence[str], data: pd.DataFrame) -> bytes:
    """A workbook with one sheet; texts are written as texts, whatever they begin with."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        for at, line in enumerate(lines):
            sheet.write_string(at, 0, line)
        head = len(lines) + 1
        for at, name in enumerate(data.columns):
            sheet.write_string(head, at, str(name), bold)
        for row, cells in enumerate(rows_of(data), start=head + 1):
            for at, cell in enumerate(cells):
                if isinstance(cell, str):
                    sheet.write_string(row, at, cell)
                elif cell is not None:
                    sheet.write_number(row, at, cell)
        sheet.freeze_panes(head + 1, 1)
        sheet.autofit()
    return out.getvalue()
