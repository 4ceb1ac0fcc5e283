"""Programs that tell their edges are the same programs: documentation, lines, sources, futures."""

import builtins
import importlib.util
import inspect
import sys
import traceback

import pytest

from mainstay.prove.machine import covered, edges

PROGRAM = '''"""What the module says."""
from __future__ import annotations

import asyncio


class Thing:
    """What the class says."""

    __slots__ = ("size",)

    def describe(self, other: Unknown) -> Unknown:
        """What the method says."""
        nonlocal_free = other
        return nonlocal_free


def sign(number):
    """What the function says."""
    if number < 0:
        return "negative"
    elif number == 0: return "zero"
    for _ in range(2):
        try:
            raise ValueError
        except ValueError:
            found = "positive"
    return found


def only_documented():
    """Nothing but this."""


def fails(number):
    global calls
    calls = number
    match number:
        case 1:
            raise RuntimeError("here")
        case _:
            pass
    while True:
        with open(__file__):
            return number


async def waits():
    async for each in generates():
        if each: pass
        else:
            return each


async def generates():
    yield 1
    await asyncio.sleep(0)
    yield 0
'''


@pytest.fixture
def program(tmp_path, monkeypatch):
    path = tmp_path / "program.py"
    path.write_text(PROGRAM)
    monkeypatch.setattr(edges, "known", edges.Known(bytearray(edges.SIZE)))
    edges.FRESH[:] = [True] * edges.PLACES
    covered.install()
    loader = covered.Loader("program", str(path))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("program", loader))
    monkeypatch.setitem(sys.modules, "program", module)
    loader.exec_module(module)
    yield module
    edges.tell(int)


def known():
    return edges.known.count


def test_documentation_stays(program):
    documented = (program, program.Thing, program.Thing.describe, program.sign, program.only_documented)
    assert [each.__doc__ for each in documented] == [
        "What the module says.",
        "What the class says.",
        "What the method says.",
        "What the function says.",
        "Nothing but this.",
    ]
    assert program.only_documented() is None


def test_imports_from_the_future_hold(program):
    assert program.Thing.describe.__annotations__ == {"other": "Unknown", "return": "Unknown"}


def test_sources_stay(program):
    assert inspect.getsource(program.sign) in PROGRAM
    assert inspect.getsource(program.sign).startswith("def sign(number):")
    assert inspect.getsource(program.Thing).endswith("return nonlocal_free\n")


def test_names_of_the_module_are_its_own(program):
    own = {name for name in vars(program) if not name.startswith("__")}
    assert own == {"annotations", "asyncio", "Thing", "sign", "only_documented", "fails", "waits", "generates"}
    assert program.sign.__code__.co_varnames == ("number", "_", "found")


def test_tracebacks_name_the_lines_and_columns_of_the_file(program):
    with pytest.raises(RuntimeError) as caught:
        program.fails(1)
    last = traceback.extract_tb(caught.tb)[-1]
    line = PROGRAM.split("\n").index('            raise RuntimeError("here")') + 1
    assert (last.lineno, last.line, last.name) == (line, 'raise RuntimeError("here")', "fails")
    assert last.colno == 12


def test_a_debugger_sees_the_same_lines(program, tmp_path):
    plain = {}
    exec(compile(PROGRAM, str(tmp_path / "plain.py"), "exec"), plain)

    def lines(function):
        seen = []

        def trace(frame, event, _):
            if frame.f_code is function.__code__ and event == "line":
                seen.append(frame.f_lineno)
            return trace

        before = sys.gettrace()
        sys.settrace(trace)
        try:
            results = [function(number) for number in (-1, 0, 1)]
        finally:
            sys.settrace(before)
        return results, seen

    assert lines(program.sign) == lines(plain["sign"])


async def test_each_branch_is_told_once(program):
    told = []
    edges.tell(told.append)

    for number, new in ((-1, True), (-1, False), (0, True), (1, True), (1, False)):
        before = len(told)
        program.sign(number)
        assert (len(told) > before) == new, number
    before = len(told)
    assert await program.waits() == 0
    assert len(told) >= before + 4
    assert len(set(told)) == len(told)


def test_it_is_counted_how_many_have_taken_an_edge(program):
    program.sign(1)
    taken = [number for number in range(edges.PLACES) if edges.known.times[number]]
    edges.FRESH[:] = [True] * edges.PLACES  # as in another process

    program.sign(1)
    again = [number for number in taken if edges.known.times[number] == 2]
    assert again
    assert again == [number for number in taken if not edges.FRESH[number]]


def test_hosts_get_code_objects_of_their_own_with_the_same_edges(program):
    loader = covered.Loader("program", program.__file__)
    one, other = loader.get_code("program"), loader.get_code("program")
    assert one == other
    assert one is not other


def test_what_is_no_file_of_python_is_left_alone(program):
    del program
    assert covered.covering(None) is None
    spec = importlib.util.find_spec("msgspec._core")
    assert covered.covering(spec).loader is spec.loader
    assert type(spec.loader) is not covered.Loader
    assert builtins.__mainstay_fresh__ is edges.FRESH
