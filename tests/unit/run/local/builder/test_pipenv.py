import tomllib

from mainstay.run.local.builder.pins import marker_environment
from mainstay.run.local.builder.pipenv import pipenv_locked, pipfile_requirements


def test_the_default_section_of_a_lock_is_installed_as_it_is():
    lock = {
        "_meta": {"sources": [{"name": "pypi", "url": "https://public.example/simple"}]},
        "default": {
            "web": {"version": "==1.0", "hashes": ["sha256:bb", "sha256:aa"], "index": "pypi"},
            "colour": {"version": "==0.4", "markers": "sys_platform == 'win32'"},
            "forked": {"git": "https://git.example/f.git", "ref": "abc"},
            "mine": {"path": "./mine", "editable": True},
        },
        "develop": {"checker": {"version": "==2"}},
    }
    found = pipenv_locked(lock, environment=marker_environment((3, 11, 7)))
    assert found.requirements().splitlines() == [
        "forked @ git+https://git.example/f.git@abc",
        "web==1.0 --hash=sha256:aa --hash=sha256:bb",
    ]
    assert found.local == ("./mine",)


def test_a_private_source_joins_the_public_one_or_replaces_it():
    private = {"name": "house", "url": "https://packages.example/simple"}
    public = {"name": "pypi", "url": "https://public.example/simple"}
    environment = marker_environment((3, 11, 7))
    both = pipenv_locked({"_meta": {"sources": [public, private]}}, environment=environment)
    alone = pipenv_locked({"_meta": {"sources": [private]}}, environment=environment)
    assert both.requirements() == "--extra-index-url https://packages.example/simple\n"
    assert alone.requirements() == "--index-url https://packages.example/simple\n"


def test_a_pipfile_becomes_requirement_lines():
    pipfile = tomllib.loads("""
[packages]
a = "*"
b = ">=1,<2"
c = {version = "==3", extras = ["x"], markers = "python_version < '3.12'"}
d = {version = "*", sys_platform = "== 'win32'"}
e = {path = "./libs/e", editable = true}
f = {git = "https://git.example/f.git", ref = "main"}
""")
    lines, folders = pipfile_requirements(pipfile)
    assert lines == (
        "a",
        "b>=1,<2",
        "c[x]==3 ; (python_version < '3.12')",
        "d ; sys_platform == 'win32'",
        "f @ git+https://git.example/f.git@main",
    )
    assert folders == ("./libs/e",)
