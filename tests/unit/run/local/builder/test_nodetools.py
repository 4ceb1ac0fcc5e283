from mainstay.model.intent import Runtime
from mainstay.run.local.builder.choosing import Found
from mainstay.run.local.builder.nodeproject import Tool
from mainstay.run.local.builder.nodetools import NodePrograms, fetch_tool, npm_of, write_launchers
from mainstay.run.local.builder.workshop import Workshop

YARN = Tool("yarn", "yarn", "1.22.22")


def test_launchers_make_the_programs_of_one_node_callable(tmp_path):
    programs = NodePrograms("/opt/my node", "/opt/lib/npm/bin/npm-cli.js", YARN, "/tools/yarn.js")
    write_launchers(programs, tmp_path / "bin")
    assert (tmp_path / "bin" / "node").readlink().as_posix() == "/opt/my node"
    assert (tmp_path / "bin" / "npx").read_text().endswith("exec '/opt/my node' /opt/lib/npm/bin/npx-cli.js \"$@\"\n")
    assert sorted(path.name for path in (tmp_path / "bin").iterdir()) == ["node", "npm", "npx", "yarn"]


def test_an_npm_that_is_no_script_is_started_itself(tmp_path):
    write_launchers(NodePrograms("/opt/node", "/opt/volta/npm"), tmp_path / "bin")
    assert (tmp_path / "bin" / "npm").read_text() == '#!/bin/sh\nexec /opt/volta/npm "$@"\n'
    assert not (tmp_path / "bin" / "npx").exists()


def test_a_node_without_npm_borrows_one():
    lonely = Found(Runtime.NODE, (18, 0, 0), "/a/node")
    other = Found(Runtime.NODE, (20, 0, 0), "/b/node", npm="/b/npm-cli.js")
    assert npm_of(lonely, [lonely, other]) == "/b/npm-cli.js"
    assert npm_of(lonely, [lonely]) == ""


async def test_a_package_manager_is_fetched_once_into_the_users_cache(world, programs, *, variables, tmp_path, write):
    variables["XDG_CACHE_HOME"] = str(tmp_path / "caches")
    place = tmp_path / "caches" / "mainstay" / "tools" / "yarn-1.22.22"

    def install(run):
        assert run.argv[:3] == ["/opt/node", "/opt/npm-cli.js", "install"]
        write(place / "node_modules" / "yarn", {"package.json": '{"bin": {"yarn": "bin/yarn.js"}}', "bin/yarn.js": ""})
        return 0, "added 1 package"

    programs.answers.append(install)
    shop = Workshop(world, tmp_path, lambda _line: None)
    node = NodePrograms("/opt/node", "/opt/npm-cli.js")
    for _ in range(2):
        script = await fetch_tool(YARN, node, shop, fallback=tmp_path)
        assert script == str(place / "node_modules" / "yarn" / "bin" / "yarn.js")
    assert len(programs.runs) == 1
