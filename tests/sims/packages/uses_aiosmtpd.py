"""aiosmtpd in a thread of its own; smtplib as the client."""

import smtplib
import time
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from mainstay import prove


def server(box: list[bytes]) -> None:
    class Keep:
        async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:
            box.append(envelope.content)
            return "250 OK"

    Controller(Keep(), hostname="0.0.0.0", port=25).start()
    time.sleep(1000)


@prove.simulation(hosts=["server"])
def test(sim: prove.Sim) -> None:
    box: list[bytes] = []
    sim.host("server").start(server, box)
    sim.sleep(1)
    for n in range(3):
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = "a@client", "b@server", f"number {n}"
        message.set_content("hello")
        with smtplib.SMTP("server", 25, timeout=60) as smtp:
            smtp.send_message(message)
    prove.always_equal(len(box), 3, "every message arrives")
