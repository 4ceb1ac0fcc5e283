import sys
from pathlib import Path

import pytest

from mainstay.model.intent import Runtime
from mainstay.run.local.builder.interpreters import interpreters, own_python


@pytest.fixture
def install(tmp_path):
    """Put an empty program somewhere below the test's folder."""

    def _install(name: str) -> Path:
        place = tmp_path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch(mode=0o755)
        return place

    return _install


def answering(answers: dict[Path, str]):
    by_path = {str(path): text for path, text in answers.items()}
    return lambda run: (0, by_path[run.argv[0]]) if run.argv[0] in by_path else (127, "command not found")


async def test_pythons_are_found_on_path_and_in_version_folders(world, programs, install):
    answers = {
        install("bin/python3.10"): "3.10.4 CPythonfinal /usr/include/python3.10\n",
        install("home/.pyenv/versions/3.9.18/bin/python3.9"): "3.9.18 CPythonfinal \n",
        install("home/.local/share/uv/python/cpython-3.13.1/bin/python3.13"): "3.13.1 CPythonfinal \n",
    }
    programs.answers.append(answering(answers))
    found = [f for f in await interpreters(Runtime.PYTHON, world) if not f.own]
    assert {(f.version, f.path, f.include) for f in found} == {
        ((3, 10, 4), str(next(iter(answers))), "/usr/include/python3.10"),
        ((3, 9, 18), str(list(answers)[1]), ""),
        ((3, 13, 1), str(list(answers)[2]), ""),
    }


async def test_what_does_not_answer_or_is_no_final_cpython_is_left_out(world, programs, install):
    programs.answers.append(
        answering(
            {
                install("bin/python3.7"): "3.7.16 CPythonfinal \n",
                install("bin/python3.14"): "3.14.0 CPythoncandidate \n",
                install("bin/python3.11"): "3.11.1 PyPyfinal \n",
            }
        )
    )
    install("bin/python3.12")
    install("bin/python3-config")
    assert [f for f in await interpreters(Runtime.PYTHON, world) if not f.own] == []


async def test_shims_are_not_even_started(world, programs, install, variables):
    shim = install("home/.pyenv/shims/python3.9")
    variables["PATH"] += f":{shim.parent}"
    await interpreters(Runtime.PYTHON, world)
    assert str(shim) not in [run.argv[0] for run in programs.runs]


async def test_each_program_is_asked_once_per_process(world, programs, install):
    python = install("bin/python3.10")
    (python.parent / "python3").symlink_to("python3.10")
    await interpreters(Runtime.PYTHON, world)
    await interpreters(Runtime.PYTHON, world)
    assert [run.argv[0] for run in programs.runs] == [str(python)]


async def test_nodes_come_with_the_npm_beside_them(world, programs, install):
    node = install("home/.nvm/versions/node/v18.1.0/bin/node")
    npm = install("home/.nvm/versions/node/v18.1.0/lib/node_modules/npm/bin/npm-cli.js")
    lonely = install("bin/nodejs")
    programs.answers.append(answering({node: "v18.1.0\n", lonely: "v12.3.4\n"}))
    found = {f.path: f for f in await interpreters(Runtime.NODE, world)}
    assert found[str(node)].npm == str(npm)
    assert found[str(lonely)].npm == ""
    assert found[str(lonely)].version == (12, 3, 4)


async def test_a_moved_version_folder_is_followed(world, programs, install, variables):
    node = install("elsewhere/versions/node/v20.1.0/bin/node")
    variables["NVM_DIR"] = str(node.parents[4])
    programs.answers.append(answering({node: "v20.1.0\n"}))
    assert str(node) in {f.path for f in await interpreters(Runtime.NODE, world)}


def test_the_own_interpreter_is_the_base_of_an_environment():
    own = own_python()
    assert own is not None
    assert own.version == sys.version_info[:3]
    assert Path(own.path) == Path(sys.executable).resolve()
