"""irc: a server with a thread for each client, and clients that meet in a channel."""

import irc.client
import irc.server

from mainstay import prove


def server() -> None:
    irc.server.IRCServer(("0.0.0.0", 6667), irc.server.IRCClient).serve_forever()


def person(name: str, heard: list[str]) -> None:
    reactor = irc.client.Reactor()
    connection = reactor.server().connect("server", 6667, name)
    connection.add_global_handler("welcome", lambda connection, event: connection.join("#room"))
    connection.add_global_handler("pubmsg", lambda connection, event: heard.append(event.arguments[0]))
    reactor.scheduler.execute_after(10, lambda: connection.privmsg("#room", f"hello from {name}"))
    reactor.process_forever()


@prove.simulation(hosts=["server", "one", "two", "three"])
def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    sim.sleep(1)
    heard: dict[str, list[str]] = {name: [] for name in ("one", "two", "three")}
    for name, messages in heard.items():
        sim.host(name).start(person, name, messages)
    prove.eventually(lambda: all(len(messages) == 2 for messages in heard.values()), "all hear the others", within_s=60)
    for name, messages in heard.items():
        others = sorted(f"hello from {other}" for other in heard if other != name)
        prove.always_equal(sorted(messages), others, "each hears the others")
