"""Threads publish through one client of paho-mqtt: each message has a number of its own, and each wait ends."""

import random
import threading
import time
from contextlib import suppress

import mqtt_server
import paho.mqtt.client as mqtt

from mainstay import prove

NEW = {"callback_api_version": mqtt.CallbackAPIVersion.VERSION1} if hasattr(mqtt, "CallbackAPIVersion") else {}


def user(client: mqtt.Client, qualities: list[int], numbers: list[int], done: list[int]) -> None:
    for n in range(10):
        info = client.publish("news", str(n), qos=random.choice(qualities))
        numbers.append(info.mid)
        with suppress(RuntimeError, ValueError):  # where it says that the message was not sent
            info.wait_for_publish()
        time.sleep(random.uniform(0, 0.3 if 0 in qualities else 0.01))
    done.append(1)


def run(sim: prove.Sim, qualities: list[int], restarts: int) -> None:
    broker = sim.host("broker")
    process = broker.start(mqtt_server.serve)
    time.sleep(1)
    client = mqtt.Client(**NEW)
    client.reconnect_delay_set(1, 2)
    client.connect("broker", 1883, keepalive=5)
    client.loop_start()
    numbers, done = [], []
    users = [threading.Thread(target=user, args=(client, qualities, numbers, done), daemon=True) for _ in range(4)]
    for one in users:
        one.start()
    for _ in range(restarts):
        time.sleep(sim.random.uniform(0, 2))
        broker.kill(process)
        process = broker.start(mqtt_server.serve)
    for one in users:
        one.join(timeout=200)
    prove.always_equal(len(done), 4, "every user comes to an end")
    prove.always_equal(len(set(numbers)), len(numbers), "each message has a number of its own")


@prove.simulation(hosts=["broker"])
def test_numbers(sim: prove.Sim) -> None:
    run(sim, [1], 0)


@prove.simulation(hosts=["broker"])
def test_reconnects(sim: prove.Sim) -> None:
    run(sim, [0, 1], 4)
