"""A project folder with a mainstay.yaml and rules, read as the command line reads it."""

import textwrap
from pathlib import Path

from mainstay.actions.compiling import Asked, asked
from mainstay.actions.context import open_context

CLOUD = "application: a\nregion: eu-central-1\n"


def project(folder: Path, manifest: str, rules: str = "", *, target: str = "aws") -> Path:
    """`folder` with these files; `manifest` goes on where application, region and target are stated."""
    policy = "policy: [policy]\n" if rules else ""
    (folder / "mainstay.yaml").write_text(
        f"{CLOUD}target: {target}\n{policy}" + textwrap.dedent(manifest), encoding="utf-8"
    )
    if rules:
        (folder / "policy").mkdir()
        (folder / "policy" / "rules.yaml").write_text("rules:\n" + textwrap.dedent(rules), encoding="utf-8")
    return folder


def asked_in(folder: Path, manifest: str, rules: str = "", *, target: str = "aws") -> Asked:
    """What such a project asks for."""
    return asked(open_context(project(folder, manifest, rules, target=target)))
