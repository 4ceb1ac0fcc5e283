"""zeroconf: a service that is announced by multicast, found by another host, and gone again."""

import socket
import time

from zeroconf import ServiceBrowser, ServiceInfo, ServiceStateChange, Zeroconf

from mainstay import prove

KIND = "_notes._tcp.local."


def server() -> None:
    own = socket.gethostbyname(socket.gethostname())
    zeroconf = Zeroconf()
    info = ServiceInfo(KIND, f"first.{KIND}", addresses=[socket.inet_aton(own)], port=80, properties={"a": "b"})
    zeroconf.register_service(info)
    time.sleep(30)
    zeroconf.unregister_service(info)
    zeroconf.close()


@prove.simulation(hosts=["server", "other"])
def test(sim: prove.Sim) -> None:
    changes: list[ServiceStateChange] = []

    def changed(zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange) -> None:
        changes.append(state_change)

    sim.host("server").start(server)
    sim.sleep(5)
    zeroconf = Zeroconf()
    browser = ServiceBrowser(zeroconf, KIND, handlers=[changed])
    sim.sleep(10)
    info = zeroconf.get_service_info(KIND, f"first.{KIND}")
    prove.always_equal(info and info.parsed_addresses(), [sim.host("server").address], "its address is known")
    prove.eventually(lambda: ServiceStateChange.Removed in changes, "its end is known", within_s=60)
    browser.cancel()
    zeroconf.close()
