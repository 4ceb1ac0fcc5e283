"""A bank that is spoken to in lines of text. Money moves in transactions; a prepared one outlives its connection.

    begin            a transaction of this connection
    take ACCOUNT N   out of an account, into the transaction
    give ACCOUNT N   out of the transaction, into an account
    prepare          check, and promise that `commit` will succeed, also for whoever recovers it
    recover          go on with a transaction whose connection was lost
    commit, abort    the end of it

Whoever says what makes no sense is cut off, and what was not prepared is undone.
"""

import asyncio
from dataclasses import dataclass, field

PORT = 4000


class RefusedError(Exception):
    pass


@dataclass
class Transaction:
    hand: int = 0
    moves: list[tuple[str, int]] = field(default_factory=list)
    prepared: bool = False


class Bank:
    def __init__(self, **accounts: int) -> None:
        self.accounts = accounts
        self.orphans: list[Transaction] = []

    async def serve(self) -> None:
        async with await asyncio.start_server(self.connected, "0.0.0.0", PORT) as server:
            await server.serve_forever()

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        session = Session(self)
        try:
            while line := await reader.readline():
                writer.write(session.do(line.decode().split()).encode() + b"\n")
                await writer.drain()
        except (RefusedError, ConnectionError):
            pass
        session.lost()
        writer.close()


class Session:
    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self.open: Transaction | None = None

    def do(self, words: list[str]) -> str:
        match words:
            case ["begin"] if self.open is None:
                self.open = Transaction()
            case ["take", account, amount] if account in self.bank.accounts:
                self.take(account, int(amount))
            case ["give", account, amount] if account in self.bank.accounts:
                self.give(account, int(amount))
            case ["prepare"]:
                self.prepare()
            case ["recover"] if self.open is None:
                self.recover()
            case ["commit"]:
                self.commit()
            case ["abort"]:
                self.abort()
            case _:
                raise RefusedError(words)
        return "ok"

    def current(self) -> Transaction:
        if self.open is None:
            raise RefusedError("no transaction")
        return self.open

    def take(self, account: str, amount: int) -> None:
        transaction = self.current()
        if transaction.prepared:
            raise RefusedError("prepared")
        if self.bank.accounts[account] < amount:
            raise RefusedError("not enough")
        self.bank.accounts[account] -= amount
        transaction.hand += amount
        transaction.moves.append((account, -amount))

    def give(self, account: str, amount: int) -> None:
        transaction = self.current()
        if transaction.prepared:
            raise RefusedError("prepared")
        if transaction.hand < amount:
            raise RefusedError("not enough in hand")
        transaction.hand -= amount
        transaction.moves.append((account, amount))

    def prepare(self) -> None:
        transaction = self.current()
        if not transaction.moves or transaction.hand:
            raise RefusedError("unbalanced")
        transaction.prepared = True

    def recover(self) -> None:
        if not self.bank.orphans:
            raise RefusedError("nothing to recover")
        self.open = self.bank.orphans.pop()

    def commit(self) -> None:
        transaction = self.current()
        if not transaction.prepared:
            raise RefusedError("not prepared")
        for account, amount in transaction.moves:
            if amount > 0:
                self.bank.accounts[account] += amount
        self.open = None

    def abort(self) -> None:
        self.undo(self.current())
        self.open = None

    def undo(self, transaction: Transaction) -> None:
        for account, amount in transaction.moves:
            if amount < 0:
                self.bank.accounts[account] -= amount

    def lost(self) -> None:
        transaction, self.open = self.open, None
        if transaction is None:
            return
        # Nobody holds the money now, so it belongs to its accounts.
        self.undo(transaction)
        if transaction.prepared:
            self.bank.orphans.append(transaction)
