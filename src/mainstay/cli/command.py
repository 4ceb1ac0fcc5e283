"""Carrying out one command line: find the verb, call its action, show its result, translate what went wrong."""

import inspect
from collections.abc import Coroutine
from typing import Any, cast

import click

from mainstay.actions.action import Action, load
from mainstay.actions.catalogue import VERBS, Verb
from mainstay.actions.context import open_context, open_world
from mainstay.actions.results import Report, Result, Stream, Table
from mainstay.cli.build import Load, Options, VerbGroup
from mainstay.cli.progress import Display
from mainstay.cli.show import show, show_stream
from mainstay.cli.terminal import Terminal, terminal
from mainstay.model.errors import ExitCode, MainstayError


def carry_out(words: list[str], *, verbs: tuple[Verb, ...] = VERBS, load: Load = load) -> int:
    """Carry out the command line and return its exit code. Raises nothing but `BrokenPipeError`."""
    options = Options()

    def call(action: Action, values: dict[str, object]) -> int:
        try:
            return _called(action, values, options)
        except KeyboardInterrupt:  # click would begin a new line, even where nobody looks at one
            return ExitCode.INTERRUPTED

    try:
        return _dispatched(words, options, VerbGroup("mainstay", verbs, call, load=load))
    except (KeyboardInterrupt, click.Abort):
        return ExitCode.INTERRUPTED
    except MainstayError as error:
        return _told(error, options)
    except click.ClickException as error:
        return _told(_misused(error), options)
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - the last line of defence
        return _failed(error, options)


def _dispatched(words: list[str], options: Options, group: VerbGroup) -> int:
    code: object = group.main(args=words, prog_name="mainstay", standalone_mode=False, obj=options)
    return code if isinstance(code, int) else ExitCode.OK


def _called(action: Action, values: dict[str, object], options: Options) -> int:
    world = open_world()
    screen = terminal(world.environment.all(), no_color=options.no_color)
    with Display(screen, world.clock.monotonic) as display:

        def confirm(question: str) -> bool:
            display.clear()
            return screen.confirm(question)

        def read_line(prompt: str) -> str | None:
            display.clear()
            return screen.read_line(prompt)

        context = open_context(
            options.project,
            world=world,
            progress=display,
            confirm=confirm,
            assume_yes=options.assume_yes,
            read_line=read_line,
        )
        result = action.function(context, **values)
        if isinstance(result, Table | Report):
            return _shown(result, screen, display, json=options.json)
        import asyncio  # as costly as all the rest of the command line: `--help` and quick answers do without

        return asyncio.run(_awaited(result, screen, display, json=options.json))


async def _awaited(result: object, screen: Terminal, display: Display, *, json: bool) -> int:
    """Everything that is asynchronous about a call happens in one event loop, a stream's items included."""
    if inspect.iscoroutine(result):
        result = await cast("Coroutine[Any, Any, Result]", result)
    if isinstance(result, Table | Report):
        return _shown(result, screen, display, json=json)
    if not isinstance(result, Stream):
        raise TypeError(f"an action must return a Table, Report or Stream, not {type(result).__name__}")
    await show_stream(result, screen, json=json, before=display.clear)
    return result.exit_code


def _shown(result: Table | Report, screen: Terminal, display: Display, *, json: bool) -> int:
    display.clear()
    show(result, screen, json=json)
    return result.exit_code


def _failed(error: Exception, options: Options) -> int:
    """Tell what the user can do about it; where that is nothing, that it is our mistake."""
    from mainstay.cli.crash import tell_crash, user_error

    known = user_error(error, options.project)
    if known:
        return _told(known, options)
    environment = open_world().environment.all()
    screen = terminal(environment, no_color=options.no_color)
    return tell_crash(error, screen, options.project, debug=bool(environment.get("MAINSTAY_DEBUG")))


def _told(error: MainstayError, options: Options) -> int:
    screen = terminal(open_world().environment.all(), no_color=options.no_color)
    told, _, hint = str(error).rpartition("hint: ")
    screen.tell(f"{told}{screen.highlighted('hint:')} {hint}")
    return error.exit_code


def _misused(error: click.ClickException) -> MainstayError:
    """What click found wrong with the words, in our form."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    command = context.command_path if context else "mainstay"
    usage = context.get_usage() if context else "mainstay [OPTIONS] COMMAND ..."
    found = error.format_message().rstrip(".")
    found = found[:1].lower() + found[1:]
    return MainstayError(command, f"must be called as `{usage}`", found, hint=f"`{command} --help` tells more")
