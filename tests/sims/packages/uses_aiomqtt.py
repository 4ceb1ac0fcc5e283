"""aiomqtt: subscriptions by pattern, and a last will that is told when a host loses power."""

import asyncio

import aiomqtt
import mqtt_server

from mainstay import prove


async def sensor() -> None:
    will = aiomqtt.Will("state/sensor", "gone", qos=1)
    async with aiomqtt.Client("broker", identifier="sensor", will=will, keepalive=5) as client:
        for n in range(1000):
            await client.publish("values/sensor", n, qos=1)
            await asyncio.sleep(1)


@prove.simulation(hosts=["broker", "sensor"])
async def test(sim: prove.Sim) -> None:
    sim.host("broker").start(mqtt_server.serve)
    await asyncio.sleep(2)
    values: list[int] = []
    async with aiomqtt.Client("broker", identifier="reader") as client:
        await client.subscribe("values/#", qos=1)
        await client.subscribe("state/+", qos=1)
        sim.host("sensor").start(sensor)
        async for message in client.messages:
            if str(message.topic) == "state/sensor":
                break
            values.append(int(message.payload))
            if len(values) == 5:
                sim.host("sensor").crash()
    prove.always_equal(values[:5], [0, 1, 2, 3, 4], "values arrive in order")
