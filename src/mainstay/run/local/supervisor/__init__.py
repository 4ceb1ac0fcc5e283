"""The supervisor: owns the processes of one project.

In: requests over its control socket, and what the ledger says must run. Out: running programs, and events and log lines
in the ledger. It decides nothing about releases; it never touches a process without this project's marks.
"""

from mainstay.run.local.supervisor.supervise import supervise as supervise
