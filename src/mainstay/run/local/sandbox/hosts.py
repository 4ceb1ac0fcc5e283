"""The hosts file of a program: names that its code has hard-wired, and a `localhost` of its own."""

from collections.abc import Mapping

_LOCAL = frozenset({"localhost", "ip6-localhost", "ip6-loopback", "localhost.localdomain", "localhost6"})


def hosts_file(machine_hosts: str, hosts: Mapping[str, str]) -> str:
    """The content of /etc/hosts for a program.

    `machine_hosts` is that of the machine: its names stay, but those of `hosts` win. `localhost` has one address,
    because a program that tries ::1 first would meet somebody else's server there.
    """
    wanted = {"localhost": "127.0.0.1", **hosts}
    lines = [f"{address}\t{name}" for name, address in sorted(wanted.items())]
    taken = _LOCAL | wanted.keys()
    for line in machine_hosts.splitlines():
        address, *names = line.partition("#")[0].split() or [""]
        kept = [name for name in names if name not in taken]
        if address and kept:
            lines.append(f"{address}\t{' '.join(kept)}")
    return "\n".join(lines) + "\n"


def name_service_file(machine_file: str) -> str:
    """The content of /etc/nsswitch.conf for a program: files are asked for hosts before anything else.

    Some distributions ask systemd-resolved first, which reads the machine's own hosts file. "" where nothing has to
    change.
    """
    lines = machine_file.splitlines()
    for number, line in enumerate(lines):
        database, separator, services = line.partition(":")
        if separator and database.strip() == "hosts" and services.split()[:1] != ["files"]:
            others = " ".join(word for word in services.split() if word != "files")
            return "\n".join([*lines[:number], f"hosts: files {others}", *lines[number + 1 :]]) + "\n"
    return ""
