"""The intent is complete and consistent in itself."""

import difflib
import re
from collections import Counter

import msgspec

from mainstay.compile.access import with_accesses
from mainstay.model.cloud import NETWORK
from mainstay.model.errors import MainstayError
from mainstay.model.intent import Component, Intent, Site, Workload
from mainstay.model.origin import Evidence
from mainstay.model.target import Target

_RESERVED = frozenset({NETWORK})
"""Names of shared resources that a component could take; all others have a dot, which no component's name has."""

_ENV_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def bind(intent: Intent) -> Intent:
    """The same intent, sorted by name; raises `MainstayError` where names clash or lead nowhere."""
    _check_names(intent)
    names, builds = intent.names, frozenset(build.name for build in intent.builds)
    for component in intent.components:
        _check_reserved(component, intent)
        _check_links(component, names)
        if isinstance(component, Workload) and intent.whole.target is not Target.LOCAL:
            _check_settings(component)
        if isinstance(component, Workload | Site) and (component.build or intent.whole.target is Target.LOCAL):
            _check_build(component, builds)
    if intent.whole.target is not Target.LOCAL:
        intent = with_accesses(intent)
    return msgspec.structs.replace(
        intent,
        builds=tuple(sorted(intent.builds, key=lambda build: build.name)),
        components=tuple(sorted(intent.components, key=lambda component: component.name)),
    )


def place_of(evidence: tuple[Evidence, ...], otherwise: str) -> str:
    """Where something was said first, for the `where` of an error."""
    return str(evidence[0].origin) if evidence else otherwise


def _check_names(intent: Intent) -> None:
    for name, count in Counter(component.name for component in intent.components).items():
        if count > 1:
            second = [c for c in intent.components if c.name == name][1]
            raise MainstayError(
                place_of(second.evidence, name),
                f"`{name}` must name one thing",
                f"{count} are called so",
                hint="rename one of them in mainstay.yaml",
            )


def _check_reserved(component: Component, intent: Intent) -> None:
    if component.name in _RESERVED and intent.whole.target is not Target.LOCAL:
        raise MainstayError(
            place_of(component.evidence, component.name),
            f"`{component.name}` is the name of what all components share",
            "a component has it",
            hint="rename it in mainstay.yaml",
        )


def _check_links(component: Component, names: frozenset[str]) -> None:
    for use in component.uses:
        if use.target not in names:
            raise MainstayError(
                place_of(use.evidence or component.evidence, component.name),
                f"what `{component.name}` uses must exist",
                f"there is no `{use.target}`",
                hint=_nearest(use.target, names),
            )


def _check_settings(component: Workload) -> None:
    """What the shell and every cloud take; a name with a dot or a hyphen reaches a program on some of them only."""
    stated = [(setting.name, setting.evidence) for setting in component.settings]
    stated += [(binding.name, use.evidence) for use in component.uses for binding in use.bindings]
    for name, evidence in stated:
        if not _ENV_NAME.fullmatch(name):
            raise MainstayError(
                place_of(evidence or component.evidence, component.name),
                f"an environment name of `{component.name}` must be letters, digits and underscores",
                f"it is {name!r}",
                hint="rename it, and read it by that name in the program",
            )


def _check_build(component: Workload | Site, names: frozenset[str]) -> None:
    if component.build not in names:
        raise MainstayError(
            place_of(component.evidence, component.name),
            f"the build of `{component.name}` must exist",
            f"there is no build `{component.build}`",
            hint=_nearest(component.build, names),
        )


def _nearest(name: str, names: frozenset[str]) -> str:
    close = difflib.get_close_matches(name, sorted(names), n=1, cutoff=0.0)
    return f"did you mean `{close[0]}`?" if close else "add it to mainstay.yaml"
