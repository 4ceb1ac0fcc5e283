import pytest

from mainstay.actions.results import Column, Report, Stream, Table


def test_a_table_gives_objects_in_the_order_of_its_columns() -> None:
    table = Table(columns=(Column("name"), Column("up")), rows=(("web", True), ("db", None)))
    assert table.objects() == [{"name": "web", "up": True}, {"name": "db", "up": None}]


def test_rows_must_fit_the_columns() -> None:
    with pytest.raises(ValueError, match="a row of 1 values in a table of 2 columns"):
        Table(columns=(Column("a"), Column("b")), rows=((1,),))


def test_exit_codes_follow_the_outcome() -> None:
    assert Table(columns=(), rows=()).exit_code == 0
    assert Table(columns=(), rows=(), ok=False).exit_code == 1
    assert Report(data={}).exit_code == 0
    assert Report(data={}, ok=False).exit_code == 1
    assert Report(data={}, status=42).exit_code == 42
    assert Stream(items=iter(()), ok=False).exit_code == 1
