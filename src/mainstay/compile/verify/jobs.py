"""Jobs: programs that somebody starts by hand or with a release, so nothing in the Graph says where they stand."""

from mainstay.compile.verify.network import GROUP, Stand
from mainstay.compile.verify.view import View, type_of
from mainstay.model.intent import Job

_TASK = "aws_ecs_task_definition"


def stands_of_jobs(view: View) -> dict[str, Stand]:
    """Where jobs are meant to be started: behind their own fence, in any private subnet."""
    joined = view.of("aws_route_table_association")
    gateways = {way.name for way in view.of("aws_internet_gateway")}
    open_tables = {
        table.name
        for route in view.of("aws_route")
        if any(way.name in gateways for way in view.at(route, "gateway_id"))
        for table in view.at(route, "route_table_id")
    }
    private = frozenset(
        subnet.name
        for one in joined
        if not any(table.name in open_tables for table in view.at(one, "route_table_id"))
        for subnet in view.at(one, "subnet_id")
    )
    found: dict[str, Stand] = {}
    for component in view.components.values():
        task = view.by_name.get(component.name)
        if not isinstance(component, Job) or task is None or type_of(task) != _TASK:
            continue
        groups = frozenset(part.name for part in view.parts.get(component.name, ()) if type_of(part) == GROUP)
        if groups:
            found[task.name] = Stand(resource=task, groups=groups, subnets=private)
    return found
