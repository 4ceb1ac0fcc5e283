import pytest

from mainstay.catalog.prices import default_book, read_book
from mainstay.model.errors import MainstayError

HEAD = "item,region,unit,usd,source,date\n"
ROW = "aws.rds/gp3/gb-month,eu-central-1,GB-month,0.137,Amazon RDS pricing,2025-06\n"


def test_the_shipped_book_names_region_source_and_date_of_every_price():
    book = default_book()
    assert len(book.rows) > 300
    assert all(row.source and row.date and row.unit for row in book.rows)
    assert {row.region for row in book.rows} >= {"us-east-1", "eu-central-1", "eu-west-1", "us-west-2", "*"}


@pytest.mark.parametrize(
    ("item", "region", "usd"),
    [
        ("aws.lambda/request", "us-east-1", 0.2e-6),
        ("aws.fargate/vcpu-hour/arm64", "eu-central-1", 0.03725),
        ("aws.rds/postgres/db.t4g.micro/hour", "eu-central-1", 0.019),
        ("aws.rds/mysql/db.t4g.large/hour", "eu-central-1", 0.149),
        ("aws.kms_key/month", "ap-southeast-1", 1.0),
    ],
)
def test_known_list_prices(item: str, region: str, usd: float):
    price = default_book().find(item, region)
    assert price is not None
    assert price.usd == pytest.approx(usd)


def test_what_the_book_does_not_have_is_unknown():
    assert default_book().find("aws.rds/postgres/db.m6g.large/hour", "af-south-1") is None


def test_a_row_for_everywhere_holds_where_the_region_has_none():
    book = read_book(HEAD + "aws.x/hour,*,hour,1,page,2025-06\naws.x/hour,us-east-1,hour,2,page,2025-06\n", "my.csv")
    assert [row.usd for region in ("us-east-1", "eu-west-1") if (row := book.find("aws.x/hour", region))] == [2.0, 1.0]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("", 1, "empty"),
        ("item,region,unit,price,source,date\n" + ROW, 1, "columns"),
        (HEAD, 1, "none"),
        (HEAD + ROW.replace("0.137", ""), 2, "`usd` must be given"),
        (HEAD + ROW.replace("0.137", "-1"), 2, "number from 0"),
        (HEAD + ROW.replace("0.137", "nan"), 2, "number from 0"),
        (HEAD + ROW.replace("0.137", "cheap"), 2, "`cheap`"),
        (HEAD + "\n" + ROW + ROW, 4, "line 3"),
        (HEAD + ROW.strip() + ",extra\n", 2, "6 cells"),
        (HEAD + ROW.replace("eu-central-1", "Frankfurt"), 2, "`region`"),
        (HEAD + ROW.replace("2025-06", "June"), 2, "`date`"),
        (HEAD + ROW.replace("aws.rds/gp3/gb-month", "storage"), 2, "`item`"),
    ],
)
def test_a_hole_is_told_with_its_line(text: str, line: int, says: str):
    with pytest.raises(MainstayError) as caught:
        read_book(text, "prices.csv")
    assert caught.value.where == f"prices.csv:{line}"
    assert says in str(caught.value)
    assert caught.value.hint
