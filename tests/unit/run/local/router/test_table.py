import pytest

from mainstay.model.errors import MainstayError
from mainstay.model.routing import Route, RouteTable, Upstream
from mainstay.model.value import encode
from mainstay.run.local.router.table import read_table

UP = Upstream(id="a", host="127.0.0.1", port=9)


def table(*routes: Route) -> bytes:
    return encode(RouteTable(version=4, routes=routes))


def test_a_table_is_read(tmp_path):
    path = tmp_path / "routes.json"
    path.write_bytes(table(Route(service="web", host="127.0.0.1", port=80, upstreams=(UP,))))
    assert read_table(path).routes[0].upstreams == (UP,)


def test_no_file_is_an_empty_table(tmp_path):
    assert read_table(tmp_path / "routes.json") == RouteTable()


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", "truncated"),
        (b"{", "truncated"),
        (b'{"version":"x"}', "version"),
        (b'{"verzion":1}', "verzion"),
        (table(Route(service="w", host="h", port=0)), "there is 0"),
        (table(Route(service="w", host="h", port=70000)), "there is 70000"),
        (table(Route(service="w", host="h", port=1), Route(service="v", host="h", port=1)), "h:1 stands there twice"),
        (table(Route(service="w", host="h", port=1, upstreams=(UP, UP))), "`a` stands there twice"),
        (table(Route(service="w", host="h", port=1, upstreams=(Upstream(id="b", host="h", port=-1),))), "there is -1"),
        (
            table(Route(service="w", host="h", port=1, upstreams=(Upstream(id="b", host="h", port=1, weight=-1),))),
            "`b` has -1",
        ),
    ],
)
def test_broken_tables_are_refused(tmp_path, data, found):
    path = tmp_path / "routes.json"
    path.write_bytes(data)
    with pytest.raises(MainstayError, match=r"routes\.json") as caught:
        read_table(path)
    assert found in caught.value.found


def test_a_folder_is_no_table(tmp_path):
    with pytest.raises(MainstayError, match="readable"):
        read_table(tmp_path)
