"""The users and groups of a simulated host: what `/etc/passwd` and `/etc/group` would say (`pwd`, `grp`).

Each host has root, nobody, and the user named as the host is, whose number all its programs run under.
"""

import errno
import grp
import pwd
from collections.abc import Callable
from typing import Any

from mainstay.prove.machine import current
from mainstay.prove.machine.watched import refuse

USER = 1000
_NOBODY = 65_534


def _users() -> list[pwd.struct_passwd]:
    own = current.host().name
    rows = (
        ("root", "x", 0, 0, "root", "/root", "/bin/bash"),
        ("nobody", "x", _NOBODY, _NOBODY, "nobody", "/nonexistent", "/usr/sbin/nologin"),
        (own, "x", USER, USER, own, f"/home/{own}", "/bin/bash"),
    )
    return [pwd.struct_passwd(row) for row in rows]


def _groups() -> list[grp.struct_group]:
    own = current.host().name
    rows = (("root", 0), ("nogroup", _NOBODY), (own, USER))
    return [grp.struct_group((name, "x", number, ())) for name, number in rows]


def getpwuid(uid: int) -> pwd.struct_passwd:
    """pwd.getpwuid."""
    return _one(_users(), 2, uid, "getpwuid(): uid not found")


def getpwnam(name: str) -> pwd.struct_passwd:
    """pwd.getpwnam."""
    return _one(_users(), 0, name, "getpwnam(): name not found")


def getgrgid(id: int) -> grp.struct_group:  # noqa: A002 - its name in grp
    """grp.getgrgid."""
    return _one(_groups(), 2, id, "getgrgid(): gid not found")


def getgrnam(name: str) -> grp.struct_group:
    """grp.getgrnam."""
    return _one(_groups(), 0, name, "getgrnam(): name not found")


def _one(rows: list[Any], at: int, wanted: object, message: str) -> Any:  # noqa: ANN401 - a row of either table
    for row in rows:
        if row[at] == wanted:
            return row
    raise KeyError(f"{message}: {wanted!r}")


def getgroups() -> list[int]:
    """os.getgroups."""
    return [USER]


def getgrouplist(user: str, group: int) -> list[int]:
    """os.getgrouplist."""
    del user
    return [group]


def _become(*numbers: int) -> None:
    """os.setuid and its like: an ordinary user stays who it is."""
    if any(number not in {USER, -1} for number in numbers):
        raise refuse(errno.EPERM)


def _join(*_: object) -> None:
    """os.setgroups and os.initgroups."""
    raise refuse(errno.EPERM)


_BECOME = ("setuid", "setgid", "seteuid", "setegid", "setreuid", "setregid", "setresuid", "setresgid")
PASSWORDS: dict[str, Callable[..., Any]] = {"getpwuid": getpwuid, "getpwnam": getpwnam, "getpwall": _users}
GROUPS: dict[str, Callable[..., Any]] = {"getgrgid": getgrgid, "getgrnam": getgrnam, "getgrall": _groups}
OS: dict[str, Callable[..., Any]] = {
    "getgroups": getgroups,
    "getgrouplist": getgrouplist,
    "getresuid": lambda: (USER, USER, USER),
    "getresgid": lambda: (USER, USER, USER),
    "setgroups": _join,
    "initgroups": _join,
    **dict.fromkeys(_BECOME, _become),
}
