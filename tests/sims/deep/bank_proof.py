"""Customers who say anything to a bank that was not written to be tested: no money may be made."""

import asyncio
import random

import bank

from mainstay import prove

ACCOUNTS = {"alice": 5, "bob": 5}
VISITS = 10


def line():
    verb = random.choice(("begin", "take", "give", "prepare", "recover", "commit", "abort"))
    if verb in {"take", "give"}:
        return f"{verb} {random.choice((*ACCOUNTS,))} {random.choice((5, 20))}\n"
    return f"{verb}\n"


async def visit():
    reader, writer = await asyncio.open_connection("bank", bank.PORT)
    writer.write(line().encode())
    while await reader.readline():
        writer.write(line().encode())
    writer.close()


async def customer():
    for _ in range(VISITS):
        await visit()


@prove.simulation(hosts=["bank", "customer"], faults=prove.NONE)
async def test_no_money_is_made(sim):
    ours = bank.Bank(**ACCOUNTS)
    sim.host("bank").start(lambda: ours.serve(), name="bank")  # noqa: PLW0108 - of this object, not of the host's copy
    await asyncio.sleep(0.1)
    visits = sim.host("customer").start(customer)
    while visits.alive:
        await asyncio.sleep(0.01)
        money = sum(ours.accounts.values())
        prove.always(money <= sum(ACCOUNTS.values()), "no money is made", money=money)
