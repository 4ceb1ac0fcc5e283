"""paho-mqtt: clients with a thread each, and messages that are acknowledged."""

import threading

import mqtt_server
import paho.mqtt.client as mqtt

from mainstay import prove


def client() -> mqtt.Client:
    made = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
    made.connect("broker", 1883, keepalive=20)
    made.loop_start()
    return made


@prove.simulation(hosts=["broker"])
def test(sim: prove.Sim) -> None:
    sim.host("broker").start(mqtt_server.serve)
    sim.sleep(2)
    found: list[tuple[str, bytes]] = []
    ready = threading.Event()
    hearing, saying = client(), client()
    hearing.on_subscribe = lambda *_: ready.set()
    hearing.on_message = lambda _, __, message: found.append((message.topic, message.payload))
    hearing.subscribe("rooms/+/warm", qos=1)
    ready.wait(60)
    for n in range(10):
        saying.publish(f"rooms/{n}/warm", str(n), qos=1).wait_for_publish(60)
    saying.publish("rooms/1/cold", "no")
    prove.eventually(lambda: len(found) == 10, "every message arrives", within_s=60)
    prove.always_equal(found, [(f"rooms/{n}/warm", b"%d" % n) for n in range(10)], "in order")
    for one in (hearing, saying):
        one.disconnect()
        one.loop_stop()
