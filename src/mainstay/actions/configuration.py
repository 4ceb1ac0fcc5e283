"""Configuration: what programs see in their environment, and where each value comes from."""

import re
import sys
from collections.abc import Iterable

from mainstay.actions.present import configuration, live_release
from mainstay.actions.results import Column, Table
from mainstay.actions.workspace import Workspace
from mainstay.model.errors import MainstayError
from mainstay.model.intent import FromFile, Generated, Literal, Setting, Workload
from mainstay.model.program import SecretRef
from mainstay.model.view import SettingView

MASK = "••••••••"
OWNER = "config"
"""The owner of configuration values in the vault."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_HINT = "mainstay config set NAME=value"


def given_values(values: Iterable[str]) -> dict[str, str | None]:
    """The values of `NAME=value` arguments; `NAME=-` reads standard input. Raises `MainstayError` for other forms."""
    given: dict[str, str | None] = {}
    for number, argument in enumerate(values, start=1):
        name, separator, value = argument.partition("=")
        if not separator:
            # The argument may be a secret without a name: it is not repeated.
            raise MainstayError(f"value {number}", "it must be NAME=value", "it has no `=`", hint=_HINT)
        given[name] = sys.stdin.read().rstrip("\n") if value == "-" else value
        check_value(name, given[name])
    return given


def check_value(name: str, value: str | None) -> None:
    """Raise `MainstayError` where a program could not be given this value under this name."""
    if not _NAME.fullmatch(name):
        # What stands before the `=` may be part of a secret that has one in it.
        raise MainstayError(
            "configuration", "a name must be letters, digits and _, and not begin with a digit", "it is not", hint=_HINT
        )
    if name.startswith("MAINSTAY_"):
        raise MainstayError(name, "names that begin with MAINSTAY_ are ours", "it does", hint="choose another name")
    if "\0" in (value or ""):
        raise MainstayError(name, "a value must be text", "it has a NUL byte", hint="encode it, as base64 say")


def known_names(workspace: Workspace, names: Iterable[str]) -> list[str]:
    """The names, where all are set; raises `MainstayError` for the first that is not."""
    known = configuration(workspace)
    for name in names:
        if name not in known:
            raise MainstayError(
                name,
                "it must have been set with `mainstay config set`",
                f"set are {', '.join(sorted(known))}" if known else "nothing is set",
                hint="`mainstay config list` shows where values come from",
            )
    return list(names)


def keep(workspace: Workspace, values: dict[str, str | None]) -> None:
    """Put values into the vault, each in a place of its own: earlier releases keep theirs. None removes."""
    for name, value in sorted(values.items()):
        if value is None:
            workspace.ledger.append("config", name, {})
            continue
        number = len(workspace.ledger.history("config", name, limit=100_000)) + 1
        place = f"{name}#{number}"
        workspace.vault.put(SecretRef(component=OWNER, name=place), value)
        workspace.ledger.append("config", name, {"place": place})


def restore(workspace: Workspace, config: dict[str, str]) -> None:
    """Make `config` (name → place in the vault) the configuration again, as it was at an earlier release."""
    now = configuration(workspace)
    for name in sorted(now.keys() | config.keys()):
        if now.get(name) != config.get(name):
            workspace.ledger.append("config", name, {"place": config[name]} if name in config else {})


def settings_table(workspace: Workspace) -> Table:
    """One row for each name."""
    rows = tuple((view.name, view.value, view.origin) for view in setting_views(workspace))
    return Table(
        columns=(Column("name", whole=True), Column("value"), Column("origin")),
        rows=rows,
        empty="there is no configuration yet",
    )


def setting_views(workspace: Workspace) -> list[SettingView]:
    """All names that programs see, sorted; only values that are plainly no secret are shown."""
    views: dict[str, SettingView] = {}
    live = live_release(workspace)
    for component in live.intent.components if live else ():
        if not isinstance(component, Workload):
            continue
        for use in component.uses:
            for binding in use.bindings:
                origin = f"{binding.property.value} of {use.target}"
                views[binding.name] = SettingView(name=binding.name, value=MASK, origin=origin)
        views.update({setting.name: _setting(setting) for setting in component.settings})
    for name in configuration(workspace):
        views[name] = SettingView(name=name, value=MASK, origin="set with `mainstay config set`", can_unset=True)
    return [views[name] for name in sorted(views)]


def _setting(setting: Setting) -> SettingView:
    match setting.value:
        case Literal(text=value):
            where = str(setting.evidence[0].origin) if setting.evidence else "detected"
            return SettingView(name=setting.name, value=value, masked=False, origin=where)
        case FromFile(path=path):
            return SettingView(name=setting.name, value=MASK, origin=path)
        case Generated():
            return SettingView(name=setting.name, value=MASK, origin="made up once, and kept")
