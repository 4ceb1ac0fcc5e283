"""What every verb about a cloud system shares: read what is asked for, compile it, keep the decisions."""

import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from mainstay.actions.context import Context
from mainstay.model.cloud import Market
from mainstay.model.errors import MainstayError
from mainstay.model.graph import Graph, Lock
from mainstay.model.intent import Intent
from mainstay.model.policy import Policy
from mainstay.model.price import PriceBook
from mainstay.model.target import Target
from mainstay.model.value import Value

if TYPE_CHECKING:
    from mainstay.compile.cloud import Compilation

LOCK = "mainstay.lock"


class LockFile(Value, frozen=True, kw_only=True):
    """The content of mainstay.lock: for each environment ("" where there are none) the decisions made before."""

    version: int = 1
    environments: dict[str, Lock] = {}


@dataclass(frozen=True)
class Asked:
    """All that goes into a compilation."""

    intent: Intent
    policy: Policy
    book: PriceBook
    previous: Lock


def asked(context: Context, environment: str = "") -> Asked:
    """What the project asks for in `environment`; raises `MainstayError` where any of its files is wrong."""
    from mainstay.compile.metrics import read_metrics, with_metrics
    from mainstay.detect import detect

    context.progress.say(f"reading {context.project}")
    intent = detect(context.project, environment=chosen_environment(context, environment))
    if intent.whole.target is Target.LOCAL:
        raise MainstayError(
            str(context.project),
            "the target must be a cloud target",
            "mainstay.yaml asks for none, so it is this machine",
            hint="add `target: aws` or `target: kubernetes`; `mainstay up` runs it here",
        )
    if intent.whole.metrics:
        path = context.project / intent.whole.metrics
        intent = with_metrics(intent, read_metrics(_text(path), intent.whole.metrics), intent.whole.metrics)
    return Asked(
        intent=intent,
        policy=_policy(context, intent),
        book=_book(context, intent),
        previous=read_lock(context).environments.get(intent.whole.environment, Lock()),
    )


def chosen_environment(context: Context, environment: str) -> str:
    """The environment that is meant: the one that is named, or the first that mainstay.yaml states."""
    from mainstay.detect import environments

    known = environments(context.project)
    return environment or (known[0] if known else "")


def compiled(context: Context, environment: str = "") -> Graph:
    """The verified Graph of the project on its cloud target."""
    wanted = asked(context, environment)
    context.progress.say("compiling")
    return graph_of(wanted)


def graph_of(wanted: Asked) -> Graph:
    """The verified Graph of what is asked for."""
    from mainstay.compile.cloud import compile_cloud

    return compile_cloud(wanted.intent, policy=wanted.policy, book=wanted.book, previous=wanted.previous)


def compilation_of(wanted: Asked) -> "Compilation":
    """The verified Graph of what is asked for, with what was weighed, and what the checker warns of."""
    from mainstay.compile.cloud import compile_with_choices

    return compile_with_choices(wanted.intent, policy=wanted.policy, book=wanted.book, previous=wanted.previous)


def warned(made: "Compilation") -> tuple[str, ...]:
    """The warnings of a compilation, each with its hint, as notes for people."""
    return tuple(line for one in made.warnings for line in (f"warning: {one}", f"hint: {one.hint}"))


def bound(wanted: Asked) -> tuple[Intent, Market]:
    """What is asked for with the policy bound to it, and where it is built: what single decisions are asked about."""
    from mainstay.compile.cloud import bound_intent, market_of

    intent = bound_intent(wanted.intent, wanted.policy)
    return intent, market_of(intent, wanted.book)


def compile_text(manifest: str) -> Graph:
    """The verified Graph of one mainstay.yaml, as text, with the prices that mainstay ships."""
    from mainstay.actions.context import open_context

    with tempfile.TemporaryDirectory(prefix="mainstay-") as folder:
        (Path(folder) / "mainstay.yaml").write_text(manifest, encoding="utf-8")
        return compiled(open_context(folder))


def read_lock(context: Context) -> LockFile:
    """The decisions made before; none where there is no mainstay.lock."""
    path = context.project / LOCK
    if not path.exists():
        return LockFile()
    try:
        held = msgspec.json.decode(_text(path), type=LockFile)
    except msgspec.DecodeError as error:
        raise MainstayError(
            LOCK,
            "must be what `mainstay compile` wrote",
            str(error),
            hint="take it from version control again; without it decisions are made anew",
        ) from None
    if held.version != LockFile().version:
        raise MainstayError(
            LOCK,
            f"must be of version {LockFile().version}, which this mainstay reads",
            f"it is of version {held.version}",
            hint="use the mainstay that wrote it",
        )
    return held


def write_lock(context: Context, graph: Graph) -> bool:
    """Keep the decisions of `graph`; whether the file changed."""
    before = read_lock(context)
    environments = {**before.environments, graph.intent.whole.environment: graph.lock}
    data = msgspec.json.encode(LockFile(environments=environments), order="sorted")
    text = msgspec.json.format(data, indent=2).decode() + "\n"
    path = context.project / LOCK
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    whole = path.with_name(f".{LOCK}.new")
    whole.write_text(text, encoding="utf-8")
    whole.replace(path)
    return True


def refuse_change(context: Context, graph: Graph) -> None:
    """Raise `MainstayError` where mainstay.lock would change: somebody forgot to put it under version control."""
    held = read_lock(context).environments.get(graph.intent.whole.environment)
    if held != graph.lock:
        raise MainstayError(
            LOCK,
            "must hold the decisions of this mainstay.yaml",
            "other decisions follow from it",
            hint="run `mainstay compile`, look at `mainstay diff`, and commit mainstay.lock",
        )


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        must = "must be a file that can be read"
        raise MainstayError(
            str(path), must, error.strerror or str(error), hint="mend its path in mainstay.yaml"
        ) from None
    except UnicodeDecodeError:
        raise MainstayError(str(path), "must be text in UTF-8", "it is not", hint="save it as UTF-8") from None


def _book(context: Context, intent: Intent) -> PriceBook:
    from mainstay.catalog import default_book, read_book

    if not intent.whole.prices:
        return default_book()
    return read_book(_text(context.project / intent.whole.prices), intent.whole.prices)


def _policy(context: Context, intent: Intent) -> Policy:
    from mainstay.actions.policy_folders import policy_folders
    from mainstay.detect import read_policy

    folders = policy_folders(context, intent.whole.policy)
    return read_policy(folders, today=datetime.fromtimestamp(context.world.clock.now(), UTC).date().isoformat())
