"""The verb `completion`."""

from enum import StrEnum
from typing import Annotated

from mainstay.actions.arguments import Argument
from mainstay.actions.context import Context
from mainstay.actions.results import Report


class Shell(StrEnum):
    """Shells that can complete mainstay's verbs and options."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"


def completion(context: Context, shell: Annotated[Shell, Argument("The shell that you use.")]) -> Report:
    """Print the completion script for a shell.

    Evaluate it in `~/.bashrc` or `~/.zshrc`; fish keeps it in `~/.config/fish/completions/mainstay.fish`. The
    script asks mainstay itself what can come next, so it never has to be renewed.

    Example:
        eval "$(mainstay completion bash)"
        mainstay completion fish > ~/.config/fish/completions/mainstay.fish
    """
    del context
    import click
    from click.shell_completion import get_completion_class

    made_by = get_completion_class(shell.value)
    if made_by is None:
        raise LookupError(f"click cannot complete for {shell.value}")
    maker = made_by(click.Command("mainstay"), {}, "mainstay", "_MAINSTAY_COMPLETE")
    script = maker.source_template % maker.source_vars()
    return Report(data={"shell": shell.value, "script": script}, lines=(script,))
