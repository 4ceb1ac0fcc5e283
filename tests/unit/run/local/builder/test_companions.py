import pytest

from mainstay.run.local.builder.companions import limits


def found(*requirements: str) -> list[str]:
    return [limit.constraint for limit in limits(requirements)]


@pytest.mark.parametrize(
    ("requirements", "constraints"),
    [
        (["flask==2.0.3"], ["werkzeug<3"]),
        (["Flask~=2.2.1", "Flask-Login==0.6.2"], ["werkzeug<3"]),
        (["flask<2.3"], ["werkzeug<3"]),
        (["flask==1.1.*"], ["click<8", "itsdangerous<2", "jinja2<3", "markupsafe<2.1", "werkzeug<2"]),
        (["flask-sqlalchemy==2.5.1", "flask"], ["flask<2.3", "sqlalchemy<2", "werkzeug<3"]),
        (["sqlalchemy", "psycopg2-binary==2.9.9"], ["sqlalchemy<2.1"]),
        (["sqlalchemy>=1.4", "psycopg2"], ["sqlalchemy<2.1"]),
        (["pandas==2.0.3"], ["numpy<2"]),
        (["passlib[bcrypt]"], ["bcrypt<5"]),
    ],
)
def test_what_later_versions_broke_is_kept_away(requirements, constraints):
    assert found(*requirements) == constraints


@pytest.mark.parametrize(
    "requirements",
    [
        [],
        ["flask"],
        ["flask>=2.0"],
        ["flask==2.3.0"],
        ["flask~=2.3"],
        ["flask==3.0.0"],
        ["flask==2.0.3", "werkzeug==3.0.0"],
        ["sqlalchemy==2.1.0", "psycopg2"],
        ["sqlalchemy", "psycopg2", "psycopg[binary]"],
        ["pandas>=2.0"],
        ["not a requirement", "flask @ https://example.org/flask.zip"],
        ["flask===odd"],
    ],
)
def test_what_is_open_as_a_whole_or_stated_is_left_alone(requirements):
    assert found(*requirements) == []


def test_every_limit_says_why():
    assert all(limit.why for limit in limits(["flask==1.0", "psycopg2", "passlib", "pandas<2"]))
