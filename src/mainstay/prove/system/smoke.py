"""The test of an application that has none: it boots, answers and comes back, whatever happens to its hosts."""

import time
import urllib.error
import urllib.request

from mainstay.prove.faults import ROUGH
from mainstay.prove.properties import always, eventually, sometimes
from mainstay.prove.simulation import Sim, simulation

_TROUBLE_S = 60.0
_EVERY_S = 1.0
_TIMEOUT_S = 20.0
_SERVER_ERROR = 500


@simulation(seconds=900, faults=ROUGH, seeds=20)
def smoke(sim: Sim) -> None:
    """It boots and its release phase succeeds; no program ends by itself under faults; every service answers after."""
    application = sim.application.boot()
    end = sim.now + _TROUBLE_S
    while sim.now < end:
        for service in application.services:
            _ask(application.health(service))
        time.sleep(_EVERY_S)
    for instance in application.instances:
        ends = application.ends(instance)
        always(not ends, f"{instance} does not end by itself", statuses=ends)
    for service in application.services:
        url = application.health(service)
        eventually(lambda url=url: 0 < _ask(url) < _SERVER_ERROR, f"{service} answers after the faults", within_s=120.0)
    sometimes(condition=True, name="the application has booted")


def _ask(url: str) -> int:
    """The status of an answer; 0 where there is none."""
    try:
        with urllib.request.urlopen(url, timeout=_TIMEOUT_S) as answer:  # noqa: S310 - a service of the simulation
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0
