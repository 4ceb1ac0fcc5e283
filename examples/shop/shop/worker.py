"""The worker: takes orders from the queue, charges, writes the receipt to object storage and mails a confirmation.

The database is the truth, the queue only a nudge: an order whose message got lost is found by looking for orders
that wait. An order is handled again where the worker died in between; the receipt is then written over, the provider
knows the charge by its key, and the mail may be sent twice.
"""

import json
import logging
import signal
import smtplib
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

from botocore.exceptions import BotoCoreError, ClientError
from sqlalchemy import text

from shop import database, payments, settings
from shop.cloud import client
from shop.page import price

logging.basicConfig(level=logging.INFO, format="%(message)s")
logging.getLogger("botocore").setLevel(logging.WARNING)
log = logging.getLogger("worker")

WAIT_S = 2  # how long the queue is asked to wait for messages; also how long SIGTERM may take
OVERDUE_S = 5
THREADS = 4
AWAY = (database.Away, BotoCoreError, ClientError, *payments.Away)  # smtplib's errors are OSErrors

stopping = threading.Event()


class Worker:
    def __init__(self) -> None:
        self.engine = database.engine(connections=THREADS + 1)
        self.queue, self.storage = client("sqs"), client("s3")
        self.threads = ThreadPoolExecutor(THREADS)

    def run(self) -> None:
        """Handle orders until SIGTERM; what is under way is finished."""
        log.info("waiting for orders")
        while not stopping.is_set():
            try:
                if not self.from_queue():
                    self.overdue()
            except AWAY as error:
                log.warning("something is away, trying again: %s", error)
                stopping.wait(1)
        self.threads.shutdown()
        self.engine.dispose()
        log.info("stopped")

    def from_queue(self) -> bool:
        """Handle a batch of messages; whether there was one."""
        answer = self.queue.receive_message(
            QueueUrl=settings.QUEUE_URL, MaxNumberOfMessages=10, WaitTimeSeconds=WAIT_S, VisibilityTimeout=30
        )
        messages = answer.get("Messages", [])
        done = [m for m, good in zip(messages, self.threads.map(self.handled, messages), strict=True) if good]
        if done:
            entries = [{"Id": str(n), "ReceiptHandle": m["ReceiptHandle"]} for n, m in enumerate(done)]
            self.queue.delete_message_batch(QueueUrl=settings.QUEUE_URL, Entries=entries)
        return bool(messages)

    def overdue(self) -> None:
        """Handle orders that wait although the queue is empty."""
        with self.engine.connect() as connection:
            waiting = connection.scalars(
                text("SELECT id FROM orders WHERE status = 'new' AND created_at < :before ORDER BY id LIMIT 100"),
                {"before": datetime.now(UTC) - timedelta(seconds=OVERDUE_S)},
            ).all()
        for order_id in waiting:
            log.info("order %s was overdue", order_id)
            self.fulfil(order_id)

    def handled(self, message: dict) -> bool:
        """Whether the message may be deleted. One that cannot be read never gets better."""
        try:
            order_id = int(json.loads(message["Body"])["order"])
        except (ValueError, KeyError, TypeError):
            log.warning("a message that is no order: %.100r", message["Body"])
            return True
        try:
            self.fulfil(order_id)
        except AWAY as error:
            log.warning("order %s failed, it comes again: %s", order_id, error)
            return False
        return True

    def fulfil(self, order_id: int) -> None:
        """Charge, receipt, mail, status; nothing where another worker has it or it is done."""
        with self.engine.begin() as connection:
            order = (
                connection.execute(
                    text(
                        "SELECT orders.id, name, quantity, email, price_cents * quantity AS total_cents FROM orders"
                        " JOIN products ON products.id = product_id"
                        " WHERE orders.id = :id AND status = 'new' FOR UPDATE OF orders SKIP LOCKED"
                    ),
                    {"id": order_id},
                )
                .mappings()
                .one_or_none()
            )
            if order is None:
                return
            charge = payments.charge(order_id, order["total_cents"], order["email"])
            key = f"receipts/{order_id}.txt"
            receipt = f"Order {order_id}\n{order['quantity']} x {order['name']}\nTotal {price(order['total_cents'])}\n"
            self.storage.put_object(
                Bucket=settings.S3_BUCKET, Key=key, Body=receipt.encode(), ContentType="text/plain; charset=utf-8"
            )
            confirm(order["email"], order_id, receipt)
            connection.execute(
                text(
                    "UPDATE orders SET status = 'fulfilled', fulfilled_at = now(), receipt = :receipt, charge = :charge"
                    " WHERE id = :id"
                ),
                {"receipt": key, "charge": charge, "id": order_id},
            )
        log.info("order %s fulfilled", order_id)


def confirm(to: str, order_id: int, receipt: str) -> None:
    """Mail the receipt."""
    message = EmailMessage()
    message["From"], message["To"] = settings.MAIL_FROM, to
    message["Subject"] = f"Your order {order_id}"
    message.set_content(f"Thank you for your order.\n\n{receipt}")
    with smtplib.SMTP(settings.SMTP_HOST, settings.SMTP_PORT, local_hostname="shop", timeout=10) as smtp:
        if settings.SMTP_USER:
            smtp.login(settings.SMTP_USER, settings.SMTP_PASSWORD)
        smtp.send_message(message)


if __name__ == "__main__":
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    Worker().run()
