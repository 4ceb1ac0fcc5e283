from mainstay.run.local.sandbox.access import closed_ancestor, openings


def modes(*closed: str):
    return lambda path: 0o40700 if path in closed else 0o40755


def test_the_topmost_closed_folder_is_found_and_the_folder_itself_does_not_count():
    assert closed_ancestor("/root/p/.mainstay/data", modes("/root", "/root/p/.mainstay")) == "/root"
    assert closed_ancestor("/srv/p", modes("/srv/p")) == ""


def test_nothing_is_done_where_everything_is_open():
    assert openings(["/srv/data"], ["/usr/lib/x"], modes()) == []


def test_one_cover_serves_several_folders():
    arguments = openings(["/root/p/data/db"], ["/root/venv/lib"], modes("/root", "/root/p"))
    assert arguments == [
        *("--tmpfs", "/root"),
        *("--dir", "/root/p", "--dir", "/root/p/data", "--bind", "/root/p/data/db", "/root/p/data/db"),
        *("--dir", "/root/venv", "--ro-bind", "/root/venv/lib", "/root/venv/lib"),
    ]


def test_a_folder_within_one_that_is_put_back_is_not_put_back_again_unless_it_is_writable():
    arguments = openings(["/root/p/data"], ["/root/p", "/root/p/lib"], modes("/root"))
    assert arguments == [
        *("--tmpfs", "/root", "--ro-bind", "/root/p", "/root/p", "--bind", "/root/p/data", "/root/p/data"),
    ]


def test_an_open_folder_below_anothers_cover_is_put_back_too():
    arguments = openings(["/a/closed/data"], ["/a/lib"], modes("/a/closed"))
    assert arguments == ["--tmpfs", "/a/closed", "--bind", "/a/closed/data", "/a/closed/data"]
