"""How the stand-alone programs of this catalog are started."""

from mainstay.model.program import Interpreter, Text, Tool, text


def standalone(script: str, *arguments: str) -> tuple[Text, ...]:
    """The argument list that runs `script` (below this folder) with mainstay's own interpreter.

    Isolated (`-I`): the script may stand in the environment of an application, whose PYTHONPATH is not ours.
    """
    tool = Tool(package="mainstay", path=f"catalog/local/{script}")
    return (text(Interpreter()), text("-I"), text(tool), *(text(argument) for argument in arguments))
