"""What a simulated test of an application can do."""

import json
import time
import urllib.error
import urllib.request

from mainstay import prove


def ask(url):
    with urllib.request.urlopen(url, timeout=5) as answer:
        return json.load(answer)


@prove.simulation(system="..", faults=prove.NONE, seeds=2)
def balanced(sim):
    web = sim.application.boot().url("web")
    hosts = {ask(web)["host"] for _ in range(4)}
    prove.always_equal(hosts, {"web-1", "web-2"}, "both instances answer")
    prove.always_equal(sim.application.instances, ("clock-1", "web-1", "web-2"), "instances")


@prove.simulation(system="..", faults=prove.NONE, seeds=2)
def restarted(sim):
    web = sim.application.boot().url("web")
    before = [ask(web) for _ in range(4)]
    prove.always_equal(max(one["seen"] for one in before), 2, "each has answered twice")
    host = sim.host("web-1")
    host.kill(host.processes[0])
    prove.always_equal({ask(web)["host"] for _ in range(2)}, {"web-2"}, "the other answers meanwhile")
    time.sleep(2)
    after = [one for one in (ask(web) for _ in range(4)) if one["host"] == "web-1"]
    prove.always_equal([one["seen"] for one in after], [1, 2], "what starts again has forgotten all")
    prove.always_equal(sim.application.ends("web-1"), [], "a kill is not an end of its own")
    try:
        ask(f"{web}/die")
    except OSError:
        time.sleep(2)
    ends = sim.application.ends("web-1") + sim.application.ends("web-2")
    prove.always_equal(ends, [3], "an end of its own is known")


@prove.simulation(system="..", faults=prove.NONE, seeds=2)
def third_party(sim):
    def rates(request):
        return (201, {"rate": len(partner.requests)}) if request.method == "POST" else None

    partner = sim.application.stub("http://partner.example:8080", rates)
    web = sim.application.boot({"PARTNER_URL": partner.url}).url("web")
    prove.always_equal(ask(f"{web}/ask")["partner"], {"rate": 1}, "the stub has answered")
    prove.always_equal([one.path for one in partner.requests], ["/rate"], "the stub was asked")


@prove.simulation(system="..", faults=prove.NONE, seeds=2)
def unprepared(sim):
    sim.application.boot({"UNPREPARED": "no schema"})
    prove.unreachable("a failed release is not served")


@prove.simulation(system="..", faults=prove.NONE, seeds=2)
def crashing(sim):
    sim.application.boot({"PORT": "none"})
    prove.unreachable("what never listens is not ready")


@prove.simulation(faults=prove.NONE, seeds=2)
def homeless(sim):
    sim.application.boot()
