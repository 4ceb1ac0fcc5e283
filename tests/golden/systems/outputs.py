"""Everything that mainstay makes of one system in examples/systems: path below `expected/` → text.

`python tests/golden/systems/outputs.py [NAME...]` writes it anew; look at the difference before you commit it.
"""

import json
import shutil
import sys
from pathlib import Path

import msgspec

from mainstay.actions.compiling import asked, graph_of
from mainstay.actions.context import open_context
from mainstay.actions.render import rendered
from mainstay.detect import environments
from mainstay.model.graph import Graph
from mainstay.render.picture import Form, View, picture

SYSTEMS = Path(__file__).resolve().parents[3] / "examples" / "systems"


def names() -> list[str]:
    """All systems."""
    return sorted(folder.name for folder in SYSTEMS.iterdir() if (folder / "mainstay.yaml").is_file())


def graphs(name: str) -> tuple[Graph, ...]:
    """The Graph of each environment of a system, made without a lock."""
    context = open_context(SYSTEMS / name)
    return tuple(graph_of(asked(context, environment)) for environment in environments(context.project) or ("",))


def outputs(name: str) -> dict[str, str]:
    """All that is expected of a system."""
    made = graphs(name)
    files = dict(rendered(made))
    for graph in made:
        suffix = f".{graph.intent.whole.environment}" if graph.intent.whole.environment else ""
        files[f"graph{suffix}.json"] = graph_text(graph)
        files[f"cost{suffix}.json"] = cost_text(graph)
        files[f"app{suffix}.mmd"] = picture(graph, View.APP, Form.MERMAID)
        files[f"infra{suffix}.dot"] = picture(graph, View.INFRA, Form.DOT)
    return dict(sorted(files.items()))


def graph_text(graph: Graph) -> str:
    """The resources with their properties and reasons, one line each."""
    lines = [
        msgspec.json.encode(
            {
                "name": resource.name,
                "kind": resource.kind.id,
                "properties": {k: v for k, v in msgspec.to_builtins(resource.kind).items() if k != "$kind"},
                "why": [reason.says for reason in resource.why],
            },
            order="sorted",
        ).decode()
        for resource in graph.resources
    ]
    return "[\n" + ",\n".join(lines) + "\n]\n"


def cost_text(graph: Graph) -> str:
    """Each charge, and the sum of those that are known."""
    charges = [
        {"resource": resource.name, "says": line.says, "usd_month": line.usd_month}
        for resource in graph.resources
        for line in resource.charges
    ]
    known = round(sum(line["usd_month"] for line in charges if line["usd_month"] is not None), 2)
    return json.dumps({"known_usd_month": known, "charges": charges}, indent=2) + "\n"


def main(wanted: list[str]) -> None:
    for name in wanted or names():
        folder = SYSTEMS / name / "expected"
        shutil.rmtree(folder, ignore_errors=True)
        for path, text in outputs(name).items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
