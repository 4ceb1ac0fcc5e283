"""From a Program to the exact command that runs it: argument list, environment and folder as one pure value.

In: `model.program.Program` and what is known of the machine, the vault and the built release. Out: a `Command`.
Starts nothing; `inspect_machine` alone tries, once, what kind of isolation this machine allows.
"""

from mainstay.run.local.sandbox.command import Command as Command
from mainstay.run.local.sandbox.command import command as command
from mainstay.run.local.sandbox.machine import Grade as Grade
from mainstay.run.local.sandbox.machine import Machine as Machine
from mainstay.run.local.sandbox.machine import inspect_machine as inspect_machine
from mainstay.run.local.sandbox.room import Room as Room
from mainstay.run.local.sandbox.room import Sources as Sources
from mainstay.run.local.sandbox.room import furnish as furnish
from mainstay.run.local.sandbox.room import write_files as write_files
