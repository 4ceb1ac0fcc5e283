"""Services of zeroconf come and go while other hosts look for them: who is announced is found, and no thread fails."""

import random
import socket
import threading
import time

from zeroconf import ServiceBrowser, ServiceInfo, Zeroconf

from mainstay import prove

KIND = "_notes._tcp.local."


def announcing(zeroconf: Zeroconf, name: str, done: list[str]) -> None:
    own = socket.inet_aton(socket.gethostbyname(socket.gethostname()))
    for n in range(4):
        info = ServiceInfo(KIND, f"{name}-{n}.{KIND}", addresses=[own], port=80, properties={"n": str(n)})
        zeroconf.register_service(info)
        time.sleep(random.uniform(0, 0.5))
        zeroconf.unregister_service(info)
    done.append(name)


def server(host: str, done: list[str]) -> None:
    zeroconf = Zeroconf()
    for n in range(3):
        threading.Thread(target=announcing, args=(zeroconf, f"{host}-{n}", done), daemon=True).start()
    kept = ServiceInfo(KIND, f"{host}.{KIND}", addresses=[b"\x01\x02\x03\x04"], port=80)
    zeroconf.register_service(kept)
    time.sleep(10_000)


def user(found: list[str]) -> None:
    zeroconf = Zeroconf()
    for _ in range(20):
        browser = ServiceBrowser(zeroconf, KIND, handlers=[lambda **_: None])
        for host in "ab":
            info = zeroconf.get_service_info(KIND, f"{host}.{KIND}", timeout=5000)
            found.extend([host] if info else [])
        time.sleep(random.uniform(0, 1))
        browser.cancel()
    zeroconf.close()
    found.append("end")


@prove.simulation(hosts=["a", "b", "user"])
def test(sim: prove.Sim) -> None:
    done, found = [], []
    for host in "ab":
        sim.host(host).start(server, host, done)
    sim.sleep(2)
    sim.host("user").start(user, found)
    prove.eventually(lambda: len(done) == 6 and "end" in found, "every user comes to an end", within_s=600)
    prove.always(found.count("a") and found.count("b"), "who is announced is found")
