"""From a proof to a mark: the release that serves may be rolled back without thinking, or not."""

import pytest

pytestmark = [pytest.mark.real, pytest.mark.slow]

FILES = {
    "Procfile": "web: python web.py\n",
    "requirements.txt": "",
    "web.py": """
        import http.server, os, records
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.end_headers()
                self.wfile.write(records.FORMAT.encode())
        http.server.ThreadingHTTPServer(("0.0.0.0", int(os.environ["PORT"])), Handler).serve_forever()
    """,
    "records.py": """
        import pathlib, time
        FORMAT, KNOWN = "1", {"1"}
        FILE = pathlib.Path("records")
        def keep():
            found = FILE.read_text().split() if FILE.exists() else []
            if not KNOWN.issuperset(found):
                raise ValueError(f"records of the formats {found}")
            FILE.write_text("".join(f"{each}\\n" for each in [*found, FORMAT]))
            time.sleep(1000)
    """,
    "checks/test_records.py": """
        import records
        from mainstay import prove

        @prove.simulation(hosts=["one", "two"], faults=prove.NONE)
        def test_records(sim):
            for name in ("one", "two"):
                sim.host(name).start(records.keep)
            sim.sleep(5)
            while sim.moving:
                sim.sleep(1)
            prove.always(True, "all could be read")
    """,
}


@pytest.fixture
def live(make_project):
    project = make_project(FILES)
    project.up()
    yield project
    project.clear_up()


def prove(project, *, code):
    return project.json("prove", "upgrade", "checks/test_records.py", "-n", "1", "-j", "1", code=code)


def going_back(project):
    return [row["going_back"] for row in project.json("releases")]


def test_a_way_back_that_is_proved_is_marked_and_the_other_is_told(live):
    live.replace("records.py", '{"1"}', '{"1", "2"}')
    found = prove(live, code=0)
    assert (found["from"], found["to"], found["rollback_safe"]) == ("r1", "working tree", True)
    live.up()
    assert going_back(live) == [None, "safe"]

    live.replace("records.py", 'FORMAT, KNOWN = "1"', 'FORMAT, KNOWN = "2"')
    live.replace("records.py", '{"1", "2"}', '{"1", "2", "3"}')
    live.up()
    live.replace("records.py", 'FORMAT, KNOWN = "2"', 'FORMAT, KNOWN = "3"')
    live.replace("records.py", '"3"}', '"3", "4"}')
    live.up()
    live.run("prove", "upgrade", "--from", "r2", "--to", "r4", "checks/test_records.py", "-n", "1", code=1)
    assert going_back(live) == [None, "not proven", "unsafe", "not proven"]
    assert "going back from r4 to r2 was found to be unsafe" in live.json("rollback", "2")["notes"][0]

    assert going_back(live)[-2:] == ["safe", "safe"]
    assert live.json("rollback", "1")["notes"] == []
