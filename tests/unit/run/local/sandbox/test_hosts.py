from mainstay.run.local.sandbox.hosts import hosts_file, name_service_file

MACHINE = """\
127.0.0.1 localhost  # the usual
127.0.1.1 box.example box
::1 localhost ip6-localhost ip6-loopback
10.0.0.7 redis.internal redis
# 10.0.0.8 commented
"""


def test_own_names_win_and_the_machines_stay():
    lines = hosts_file(MACHINE, {"redis": "127.5.0.1", "db": "127.5.0.2"}).splitlines()
    assert lines == [
        "127.5.0.2\tdb",
        "127.0.0.1\tlocalhost",
        "127.5.0.1\tredis",
        "127.0.1.1\tbox.example box",
        "10.0.0.7\tredis.internal",
    ]


def test_localhost_can_be_somewhere_else():
    assert "127.5.0.9\tlocalhost" in hosts_file(MACHINE, {"localhost": "127.5.0.9"}).splitlines()
    assert "127.0.0.1" not in hosts_file(MACHINE, {"localhost": "127.5.0.9"})


def test_files_come_first():
    before = "passwd: files\nhosts: mymachines resolve [!UNAVAIL=return] files dns\n"
    assert name_service_file(before) == "passwd: files\nhosts: files mymachines resolve [!UNAVAIL=return] dns\n"
    assert name_service_file("hosts:  files dns\n") == ""
    assert name_service_file("passwd: files\n") == ""
