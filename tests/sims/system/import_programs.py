"""Processes that import one package with compiled parts, which all hosts share, while they run."""

from mainstay import prove


def whole() -> None:
    import slow_package  # noqa: PLC0415 - while it runs

    print(slow_package.made.answer)


def part() -> None:
    from slow_package.made import answer  # noqa: PLC0415 - likewise

    print(answer)


@prove.simulation(hosts=["one", "two"])
def at_once(sim: prove.Sim) -> None:
    sim.host("one").start(whole)
    sim.sleep(0.5)
    sim.host("two").start(part)
    sim.sleep(5)
    prove.always(True, "both have imported it")


@prove.simulation(hosts=["one", "two"])
def killed(sim: prove.Sim) -> None:
    first = sim.host("one").start(whole)
    sim.sleep(0.5)
    sim.host("one").kill(first)
    sim.host("two").start(part)
    sim.sleep(5)
    prove.always(True, "the second has imported it")
