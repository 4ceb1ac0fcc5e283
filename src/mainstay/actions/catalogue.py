"""All verbs, by name only: a door can list them without importing a single action."""

from typing import NamedTuple


class Group(NamedTuple):
    """Verbs that belong together. `example` shows the most wanted of them, `tells` says what it does."""

    title: str
    example: str
    tells: str


class Verb(NamedTuple):
    """One verb. `name` is as typed (`config set`); `summary` is the first line of the action's docstring.

    `asks` says that it can ask for confirmation, which `--yes` answers; `hidden` verbs are started by mainstay.
    """

    name: str
    summary: str
    group: Group
    asks: bool = False
    hidden: bool = False

    @property
    def function(self) -> str:
        """The name of its module in `mainstay.actions`, and of the function in it."""
        return self.name.replace(" ", "_").replace("-", "_")


START = Group("Start and stop", "mainstay up path/to/clone", "build and start what a repository holds")
LOOK = Group("Look", "mainstay logs web --follow", "follow what the web process writes")
DESIGN = Group("Design for the cloud", "mainstay compile", "find the cheapest architecture that does what is asked")
RELEASE = Group("Release", "mainstay rollback", "go back to the release before")
CONFIGURE = Group("Configure", "mainstay config set API_KEY=...", "give the application a value nobody could guess")
PROVE = Group("Prove", "mainstay prove tests/sims", "run simulated tests under seeded faults")
SHELL = Group("Shell", "mainstay completion bash", "print the completion script for bash")
INTERNAL = Group("Internal", "", "")

GROUPS = (START, LOOK, DESIGN, PROVE, RELEASE, CONFIGURE, SHELL)

VERBS: tuple[Verb, ...] = (
    Verb("up", "Build and start the application, or release its newest state.", START),
    Verb("down", "Stop the application; its data stays.", START, asks=True),
    Verb("open", "Show where the application and its status page are.", START),
    Verb("enable", "Start the application whenever this machine starts.", START),
    Verb("disable", "Do not start the application when this machine starts.", START),
    Verb("detect", "Show what the application needs, and how that is known.", LOOK, asks=True),
    Verb("ps", "Show what runs.", LOOK),
    Verb("logs", "Show what programs have written.", LOOK),
    Verb("why", "Explain why a part of the architecture is there.", LOOK),
    Verb("compile", "Find the cheapest architecture that does what is asked and keeps all rules.", DESIGN),
    Verb("cost", "Show what the system costs a month at the stated load.", DESIGN),
    Verb("alternatives", "Show what else could realise a component, and what the system would be with it.", DESIGN),
    Verb("why-not", "Explain why a kind does not realise a component.", DESIGN),
    Verb("render", "Write the architecture as Terraform and Kubernetes manifests.", DESIGN),
    Verb("graph", "Draw the architecture.", DESIGN),
    Verb("diff", "Tell how the architecture differs from that of a git revision.", DESIGN),
    Verb("swap", "Replace a technology by another, and show everything that changes.", DESIGN),
    Verb("prove", "Run simulated tests under seeded faults, and shrink what breaks.", PROVE),
    Verb("prove plan", "Prove that what `mainstay up` would do now survives kill -9 at any step.", PROVE),
    Verb("prove upgrade", "Prove that hosts can go from one release to another, and back.", PROVE),
    Verb("policy test", "Try the rules on the examples beside them.", DESIGN),
    Verb("schema", "Print the JSON Schema of mainstay.yaml or of policy files.", DESIGN),
    Verb("releases", "Show the releases, newest first.", RELEASE),
    Verb("rollback", "Serve an earlier release again.", RELEASE),
    Verb("scale", "Change how many instances of a process run.", RELEASE),
    Verb("config list", "Show the configuration; secrets are masked.", CONFIGURE),
    Verb("config set", "Set configuration values.", CONFIGURE),
    Verb("config unset", "Remove configuration values.", CONFIGURE),
    Verb("run", "Run a command as the application would.", CONFIGURE),
    Verb("completion", "Print the completion script for a shell.", SHELL),
    Verb("supervise", "Keep the programs of a project running.", INTERNAL, hidden=True),
)
"""Every verb, in the order in which help shows them."""
