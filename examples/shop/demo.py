"""The demo: ``make demo``. Starts the shop, sends customers, releases and rolls back under load, tells what happened.

Works on a copy in ``.demo/shop``, so that the second release can change a line. Exits 0 only if no request failed,
every order was fulfilled and a mail arrived. With ``--keep`` the shop stays up.
"""

import argparse
import json
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

SHOP = Path(__file__).resolve().parent
COPY = SHOP.parents[1] / ".demo" / "shop"
MAINSTAY = [sys.executable, "-m", "mainstay", "-C", str(COPY)]
SECONDS, RATE, SETTLE_S = 20, 20, 120


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", action="store_true", help="leave the shop running")
    keep = parser.parse_args().keep
    copy_shop()
    try:
        return demo(keep=keep)
    finally:
        if not keep:
            mainstay("down", "--destroy-data", "--yes")


def demo(*, keep: bool) -> int:
    say("1. From a repository to a running system")
    first = released("first release")
    url = first["urls"]["web"]
    mainstay("ps")

    say(f"2. Customers: {RATE} requests a second for {SECONDS} seconds, while two releases happen")
    customers = subprocess.Popen(
        [
            sys.executable,
            str(SHOP / "traffic.py"),
            url,
            "--seconds",
            str(SECONDS),
            "--rate",
            str(RATE),
            "--settle-s",
            str(SETTLE_S),
            "--json",
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    time.sleep(2)
    paint("tomato")
    released("the shop turns red")
    print(f"   the shop says it is {version(url)}")
    say("3. Back again")
    mainstay("rollback")
    print(f"   the shop says it is {version(url)}")
    said, _ = customers.communicate(timeout=SECONDS + 2 * SETTLE_S)
    mainstay("releases")

    say("4. What happened")
    figures = json.loads(said)
    print(json.dumps(figures, indent=2))
    page = json.loads(answer("open", "--json"))["status page"]
    mails = caught_mail(page)
    print(f"   mails caught: {len(mails)}" + (f", the last one: {mails[0]['subject']}" if mails else ""))
    print(f"\n   status page: {page}" + ("" if keep else "   (gone now: `make demo KEEP=1` leaves it up)"))
    if customers.returncode:
        print("   some requests failed", file=sys.stderr)
    return 0 if mails and not customers.returncode else 1


def copy_shop() -> None:
    """A fresh copy; an earlier demo that still runs is stopped first."""
    if (COPY / ".mainstay").exists():
        mainstay("down", "--destroy-data", "--yes")
    shutil.rmtree(COPY, ignore_errors=True)
    shutil.copytree(SHOP, COPY, ignore=shutil.ignore_patterns("__pycache__", ".mainstay"))


def paint(colour: str) -> None:
    """The change that the second release is about."""
    source = COPY / "shop" / "__init__.py"
    source.write_text(source.read_text().replace('COLOUR = "seagreen"', f'COLOUR = "{colour}"'))


def released(note: str) -> dict[str, object]:
    started = time.monotonic()
    outcome = json.loads(answer("up", "-m", note, "--json"))
    took = time.monotonic() - started
    print(f"   release {outcome['release']} serves at {outcome['urls']['web']} after {took:.1f} s")
    return outcome


def version(url: str) -> str:
    with urllib.request.urlopen(f"{url}/version", timeout=10) as response:
        return json.load(response)["colour"]


def caught_mail(page: str) -> list[dict[str, object]]:
    """The inbox, as the status page knows it."""
    address, _, token = page.partition("?token=")
    request = urllib.request.Request(f"{address}api/mail", headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request, timeout=10) as response:
        return json.load(response)


def mainstay(*arguments: str) -> None:
    """Run a command and let it speak for itself."""
    print(f"$ mainstay {' '.join(arguments)}", flush=True)
    subprocess.run([*MAINSTAY, *arguments], check=True)


def answer(*arguments: str) -> str:
    """Run a command and return what it says."""
    print(f"$ mainstay {' '.join(arguments)}", flush=True)
    return subprocess.run([*MAINSTAY, *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout


def say(title: str) -> None:
    print(f"\n== {title}\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
