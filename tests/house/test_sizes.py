from pathlib import Path

import pytest

from house import sizes
from house.tree import PACKAGE, ROOT, Module, hold, modules


def module(source: str, path: str = "src/mainstay/run/made_up.py") -> Module:
    return Module(path, source)


@pytest.mark.slow
def test_functions_are_small() -> None:
    hold("function_sizes", [v for m in modules("src", "benchmarks") for v in sizes.function_sizes(m)])


def test_modules_are_small() -> None:
    hold("module_size", [v for m in modules("src", "benchmarks", "tests") for v in sizes.module_size(m)])


def test_folders_are_not_deep() -> None:
    hold("folder_levels", [v for m in modules("src") for v in sizes.folder_levels(m)])


def test_the_root_can_be_read_at_a_glance() -> None:
    assert sizes.root_entries(ROOT) == []


def test_there_is_something_to_check() -> None:
    assert len(list(PACKAGE.rglob("*.py"))) > 20


def test_a_long_body_is_found() -> None:
    fits = 'def f():\n    """Doc.\n\n    More.\n    """\n' + "    x = 1\n\n" * 50
    assert sizes.function_sizes(module(fits)) == []
    assert sizes.function_sizes(module(fits + "    x = 1\n")) == ["src/mainstay/run/made_up.py:f: body of 51 lines"]


def test_deep_nesting_is_found() -> None:
    source = "class C:\n  def f(self):\n    if a:\n      for b in a:\n        with b:\n          {}\n"
    assert sizes.function_sizes(module(source.format("pass"))) == []
    deep = sizes.function_sizes(module(source.format("while b:\n            pass")))
    assert deep == ["src/mainstay/run/made_up.py:C.f: nesting of 4"]


def test_elif_is_not_deeper_than_if_but_a_nested_else_is() -> None:
    chain = "def f(a):\n  if a == 1:\n    pass\n" + "".join(f"  elif a == {n}:\n    pass\n" for n in range(9))
    assert sizes.function_sizes(module(chain)) == []
    handlers = "def f(a):\n  try:\n    pass\n  except E:\n    if a:\n      if b:\n        if c:\n          pass\n"
    assert sizes.function_sizes(module(handlers)) == ["src/mainstay/run/made_up.py:f: nesting of 4"]


def test_positional_parameters_are_counted_without_self() -> None:
    assert sizes.function_sizes(module("class C:\n  def f(self, a, b, c, d, *, e): pass")) == []
    assert sizes.function_sizes(module("def f(a, b, c, d, e): pass")) == [
        "src/mainstay/run/made_up.py:f: positional parameters 5"
    ]


def test_a_long_module_and_a_deep_folder_are_found() -> None:
    assert sizes.module_size(module("x = 1\n" * 400)) == []
    assert len(sizes.module_size(module("x = 1\n" * 401))) == 1
    assert sizes.folder_levels(module("", "src/mainstay/a/b/c/d.py")) == []
    assert len(sizes.folder_levels(module("", "src/mainstay/a/b/c/d/e.py"))) == 1


def test_a_crowded_root_is_found(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("dist/\n")
    (tmp_path / "dist").mkdir()
    for number in range(12):
        (tmp_path / f"entry{number}").touch()
    assert sizes.root_entries(tmp_path) == []
    (tmp_path / "one-more").touch()
    assert len(sizes.root_entries(tmp_path)) == 1
