"""Verbs as click commands, each built when it is asked for."""

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import click

from mainstay import __version__
from mainstay.actions.action import Action
from mainstay.actions.arguments import Argument, Option, Parameter
from mainstay.actions.catalogue import Verb
from mainstay.cli.help import group_help, root_help, usage, verb_help
from mainstay.model.errors import MainstayError


@dataclass
class Options:
    """The options that every verb has; they may stand before the verb or after it."""

    project: Path = Path()
    json: bool = False
    no_color: bool = False
    assume_yes: bool = False


Call = Callable[[Action, dict[str, object]], int]
Load = Callable[[Verb], Action]


class VerbCommand(click.Command):
    """One verb."""

    def __init__(self, action: Action, call: Call) -> None:
        verbatim = any(isinstance(p.mark, Argument) and p.mark.verbatim for p in action.parameters)
        super().__init__(
            name=action.verb.name.split()[-1],
            params=[*(_parameter(p) for p in action.parameters), *_common(asks=action.verb.asks)],
            callback=self._carry_out,
            context_settings={
                "help_option_names": ["-h", "--help"],
                "ignore_unknown_options": verbatim,
                "allow_interspersed_args": not verbatim,
            },
            short_help=action.summary,
        )
        self._action = action
        self._call = call

    def _carry_out(self, **values: object) -> int:
        return self._call(self._action, {p.name: _value(p, values[p.name]) for p in self._action.parameters})

    def get_usage(self, ctx: click.Context) -> str:
        """How the verb is typed."""
        del ctx
        return usage(self._action)

    def get_help(self, ctx: click.Context) -> str:
        """The help of the verb."""
        del ctx
        return verb_help(self._action).rstrip("\n")


class VerbGroup(click.Group):
    """Verbs by their next word: all of them, or those that share the first (`config set`, `config unset`)."""

    def __init__(self, name: str, verbs: Iterable[Verb], call: Call, *, load: Load, depth: int = 0) -> None:
        super().__init__(
            name=name,
            params=[*_common(asks=True), *([] if depth else [_version_option()])],
            invoke_without_command=True,
            callback=_help_where_nothing_follows,
            context_settings={"help_option_names": ["-h", "--help"]},
        )
        self._call = call
        self._load = load
        self._depth = depth
        self._verbs: dict[str, list[Verb]] = {}
        for verb in verbs:
            self._verbs.setdefault(verb.name.split()[depth], []).append(verb)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The words that can follow."""
        del ctx
        return [word for word, verbs in self._verbs.items() if not all(verb.hidden for verb in verbs)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command that `cmd_name` stands for; None where there is none."""
        del ctx
        verbs = self._verbs.get(cmd_name)
        if verbs is None:
            return None
        if len(verbs[0].name.split()) > self._depth + 1:
            return VerbGroup(cmd_name, verbs, self._call, load=self._load, depth=self._depth + 1)
        return VerbCommand(self._load(verbs[0]), self._call)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; an unknown word is told together with the nearest known one.

        Where one verb begins with another (`prove`, `prove upgrade`), the next word decides.
        """
        longer = self._longer(args)
        if longer is not None:
            return args[1], VerbCommand(self._load(longer), self._call), args[2:]
        word = args[0]
        if word not in self._verbs and not ctx.resilient_parsing:
            raise _unknown(word, ctx.command_path, self.list_commands(ctx))
        return super().resolve_command(ctx, args)

    def _longer(self, args: list[str]) -> Verb | None:
        """The verb that the first two words are, where the first is a verb by itself."""
        verbs = self._verbs.get(args[0], [])
        names = {verb.name.split()[self._depth + 1]: verb for verb in verbs[1:]} if _is_verb(verbs, self._depth) else {}
        return names.get(args[1]) if args[1:] else None

    def get_usage(self, ctx: click.Context) -> str:
        """How a verb is chosen."""
        return f"{ctx.command_path} [OPTIONS] COMMAND ..."

    def get_help(self, ctx: click.Context) -> str:
        """The help of mainstay, or of a first word."""
        del ctx
        verbs = [verb for members in self._verbs.values() for verb in members]
        return (group_help(self.name or "", verbs) if self._depth else root_help()).rstrip("\n")


def _is_verb(verbs: list[Verb], depth: int) -> bool:
    """Whether the first of the verbs ends with the word that they share."""
    return bool(verbs) and len(verbs[0].name.split()) == depth + 1


def _unknown(word: str, command: str, known: list[str]) -> MainstayError:
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    hint = f"did you mean `{command} {near[0]}`?" if near else f"`{command} --help` lists them"
    return MainstayError(command, "the command must be one that exists", f"it is `{word}`", hint=hint)


def _help_where_nothing_follows(**values: object) -> None:
    del values
    context = click.get_current_context()
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def _common(*, asks: bool) -> list[click.Parameter]:
    """The options of `cli.help.COMMON`; each notes its value in `Options`."""
    made: list[click.Parameter] = [
        click.Option(
            ["project", "-C", "--project"],
            type=click.Path(path_type=Path, readable=False),
            metavar="DIR",
            expose_value=False,
            callback=_noted,
        )
    ]
    flags = [["json", "--json"], ["no_color", "--no-color"]] + ([["assume_yes", "-y", "--yes"]] if asks else [])
    made += [click.Option(names, is_flag=True, expose_value=False, callback=_noted) for names in flags]
    return made


def _version_option() -> click.Option:
    return click.Option(["-V", "--version"], is_flag=True, expose_value=False, is_eager=True, callback=_tell_version)


def _tell_version(context: click.Context, parameter: click.Parameter, value: object) -> None:
    del parameter
    if value and not context.resilient_parsing:
        click.echo(f"mainstay {__version__}")
        context.exit()


def _noted(context: click.Context, parameter: click.Parameter, value: object) -> None:
    if value and parameter.name and not context.resilient_parsing:
        setattr(context.find_object(Options), parameter.name, value)


def _parameter(parameter: Parameter) -> click.Parameter:
    common: dict[str, Any] = {"type": _shape(parameter), "required": parameter.required, "metavar": parameter.metavar}
    if not parameter.required:
        common["default"] = _default(parameter)
    if isinstance(parameter.mark, Argument):
        return click.Argument([parameter.name], nargs=-1 if parameter.many else 1, **common)
    flag = parameter.scalar is bool
    return click.Option(_names(parameter, parameter.mark), multiple=parameter.many, is_flag=flag, **common)


def _names(parameter: Parameter, mark: Option) -> list[str]:
    negative = f"/--no-{parameter.option[2:]}" if parameter.default is True else ""
    return [parameter.name, parameter.option + negative, *([mark.short] if mark.short else [])]


def _default(parameter: Parameter) -> object:
    """The default as somebody would type it: click wants an enum's value, not its member."""
    if parameter.many:
        return [getattr(v, "value", v) for v in cast("tuple[object, ...]", parameter.default)]
    return getattr(parameter.default, "value", parameter.default)


def _shape(parameter: Parameter) -> "click.ParamType[Any, Any]":
    if parameter.choices:
        return click.Choice(parameter.choices)
    if issubclass(parameter.scalar, Path):
        return click.Path(path_type=Path, readable=False)
    return click.types.convert_type(parameter.scalar)


def _value(parameter: Parameter, value: object) -> object:
    """What click parsed, with enum members where the action wants them."""
    if not parameter.choices or value is None:
        return value
    if parameter.many:
        return tuple(parameter.choose(str(v)) for v in cast("tuple[object, ...]", value))
    return parameter.choose(str(value))
