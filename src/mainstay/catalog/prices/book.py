"""Reads a price book; refuses one with a hole, telling the line."""

import csv
import math
import re
from functools import cache
from importlib import resources

from mainstay.model.errors import MainstayError
from mainstay.model.price import Price, PriceBook

COLUMNS = ("item", "region", "unit", "usd", "source", "date")
"""The columns of a price book, in this order."""

_ITEM = re.compile(r"[a-z0-9_]+\.[a-z0-9_]+(/[a-zA-Z0-9._-]+)+")
_REGION = re.compile(r"\*|[a-z]{2}(-[a-z]+)+-[0-9]")
_DATE = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?")


@cache
def default_book() -> PriceBook:
    """The price book that mainstay ships."""
    text = resources.files("mainstay.catalog.prices").joinpath("aws.csv").read_text(encoding="utf-8")
    return read_book(text, "mainstay's price book")


def read_book(text: str, path: str) -> PriceBook:
    """The price book that `text` (CSV) holds; `path` is told in errors and beside sums.

    Raises `MainstayError` with the line where a column is missing or unknown, a cell is empty, a price is no finite
    number from 0, or two rows price the same item in the same region.
    """
    lines = csv.reader(text.splitlines())
    header = tuple(next(lines, ()))
    if header != COLUMNS:
        raise MainstayError(
            f"{path}:1",
            f"the columns must be `{','.join(COLUMNS)}`",
            f"`{','.join(header)}`" if header else "the file is empty",
            hint="name the columns in the first line, in this order",
        )
    first_line: dict[tuple[str, str], int] = {}
    rows: list[Price] = []
    for cells in lines:
        if not cells:
            continue
        where = f"{path}:{lines.line_num}"
        price = _price(where, cells)
        earlier = first_line.setdefault((price.item, price.region), lines.line_num)
        if earlier != lines.line_num:
            raise _hole(where, "an item must have one price in a region", f"line {earlier} has `{price.item}`, too")
        rows.append(price)
    if not rows:
        raise _hole(f"{path}:1", "a price book must have prices", "it has none")
    return PriceBook(name=path, rows=tuple(sorted(rows, key=lambda row: (row.item, row.region))))


def _price(where: str, cells: list[str]) -> Price:
    if len(cells) != len(COLUMNS):
        raise _hole(where, f"a row must have {len(COLUMNS)} cells", f"it has {len(cells)}")
    named = {name: cell.strip() for name, cell in zip(COLUMNS, cells, strict=True)}
    for name, cell in named.items():
        if not cell:
            raise _hole(where, f"`{name}` must be given", "it is empty")
    _matches(where, "item", named["item"], _ITEM)
    _matches(where, "region", named["region"], _REGION)
    _matches(where, "date", named["date"], _DATE)
    return Price(
        item=named["item"],
        region=named["region"],
        unit=named["unit"],
        usd=_usd(where, named["usd"]),
        source=named["source"],
        date=named["date"],
    )


_EXAMPLES = {"item": "aws.rds/gp3/gb-month", "region": "eu-central-1` or `*", "date": "2025-06"}


def _matches(where: str, name: str, cell: str, shape: re.Pattern[str]) -> None:
    if not shape.fullmatch(cell):
        raise _hole(where, f"`{name}` must look like `{_EXAMPLES[name]}`", f"it is `{cell}`")


def _usd(where: str, cell: str) -> float:
    try:
        usd = float(cell)
    except ValueError:
        usd = math.nan
    if not math.isfinite(usd) or usd < 0:
        raise _hole(where, "`usd` must be a number from 0", f"it is `{cell}`")
    return usd


def _hole(where: str, must: str, found: str) -> MainstayError:
    return MainstayError(where, must, found, hint="complete the row, or leave it out: its price is unknown then")
