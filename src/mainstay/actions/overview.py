"""The application as the status page shows it: what runs, how it is connected, and how it does."""

import re

from mainstay.actions.context import Context
from mainstay.actions.present import listening_ports, live_release, previous_lock
from mainstay.actions.status import instance_statuses
from mainstay.actions.workspace import open_workspace
from mainstay.compile import compile_intent
from mainstay.model.event import Event, LogLine
from mainstay.model.graph import Graph, Link, Resource
from mainstay.model.kind import Backing, Kind, Target, WorkloadKind
from mainstay.model.status import InstanceState, InstanceStatus
from mainstay.model.view import (
    EdgeView,
    Gravity,
    Health,
    MailMessage,
    MailView,
    NodeView,
    Notice,
    Overview,
    ReleaseView,
    SettingView,
    Traffic,
    of_resource,
)
from mainstay.run.local import RouterControl

MOST_EVENTS, MOST_MAIL = 1000, 500


class Observer:
    """Reads of one project, for a door that asks again and again: the workspace stays open, the Graph is kept."""

    def __init__(self, context: Context) -> None:
        self._opened = open_workspace(context)
        self._workspace = self._opened.__enter__()
        self._router = RouterControl(self._workspace.paths.router_socket)
        self._graph: tuple[int, Graph] | None = None

    def close(self) -> None:
        """Close the workspace."""
        self._opened.__exit__(None, None, None)

    async def overview(self) -> Overview:
        """The application now."""
        live = live_release(self._workspace)
        if live is None:
            return Overview(application=self._workspace.paths.project.name)
        graph = self._architecture(live.number)
        statuses = await instance_statuses(self._workspace)
        traffic = await self._traffic()
        return Overview(
            application=graph.intent.application,
            urls=tuple(f"http://localhost:{port}/" for _, port in sorted(listening_ports(self._workspace).items())),
            release=live.number,
            nodes=_nodes(graph, statuses),
            edges=_edges(graph, traffic),
            instances=tuple(statuses),
            traffic=traffic,
            notices=_notices(graph, statuses),
        )

    def releases(self) -> list[ReleaseView]:
        """All releases, newest first."""
        from mainstay.actions.history import release_views

        return release_views(self._workspace)

    def lines(self, after: int, *, resource: str, text: str, limit: int) -> list[LogLine]:
        """Log lines; see `store.Ledger.lines`."""
        return self._workspace.ledger.lines(after=after, limit=limit, resource=resource, text=text)

    def events(self, after: int) -> list[Event]:
        """The newest events after `after`, oldest first."""
        return self._workspace.ledger.history(after=after, limit=MOST_EVENTS)

    def settings(self) -> list[SettingView]:
        """The configuration, secrets masked."""
        from mainstay.actions.configuration import setting_views

        return setting_views(self._workspace)

    def mail(self) -> list[MailView]:
        """The inbox, newest first."""
        caught = reversed(self._workspace.ledger.history("mail", limit=MOST_MAIL))
        return [
            MailView(
                id=event.id,
                at=event.at,
                sender=str(event.body.get("from", "")),
                recipients=tuple(event.body.get("to", ())),
                subject=str(event.body.get("subject", "")),
            )
            for event in caught
        ]

    def message(self, mail: int) -> MailMessage:
        """One mail; raises `KeyError` where there is none."""
        for event in self._workspace.ledger.history("mail", after=mail - 1, limit=MOST_MAIL):
            if event.id == mail:
                return _message(event)
        raise KeyError(mail)

    def _architecture(self, release: int) -> Graph:
        if self._graph is None or self._graph[0] != release:
            live = live_release(self._workspace)
            if live is None:
                raise KeyError(release)
            graph = compile_intent(live.intent, Target.LOCAL, previous_lock(self._workspace))
            self._graph = (release, graph)
        return self._graph[1]

    async def _traffic(self) -> tuple[Traffic, ...]:
        try:
            stats = await self._router.stats()
        except OSError:
            return ()
        return tuple(
            Traffic(
                service=service.service,
                requests_s=service.per_second,
                p50_ms=service.p50_ms or None,
                p99_ms=service.p99_ms or None,
                error_share=service.classes.get("5xx", 0) / service.requests if service.requests else 0.0,
            )
            for service in stats.services
        )


def _message(event: Event) -> MailMessage:
    body = event.body
    headers = [("Date", str(body.get("date", ""))), ("To", ", ".join(body.get("to", ())))]
    return MailMessage(
        id=event.id,
        at=event.at,
        sender=str(body.get("from", "")),
        recipients=tuple(body.get("to", ())),
        subject=str(body.get("subject", "")),
        text=str(body.get("text", "")),
        html=str(body.get("html", "")),
        headers=tuple(headers),
        attachments=tuple(str(part.get("name", "")) for part in body.get("attachments", ())),
    )


def _shown(graph: Graph) -> list[Resource]:
    """What the picture has: programs, backing services and the router; not their builds, volumes and shared servers."""
    servers = {relation.target for relation in graph.relations if relation.link is Link.SERVED_BY}
    return [
        resource
        for resource in graph.resources
        if (isinstance(resource.kind, Backing | WorkloadKind) and resource.name not in servers)
        or resource.name == "router"
    ]


def _nodes(graph: Graph, statuses: list[InstanceStatus]) -> tuple[NodeView, ...]:
    return tuple(
        NodeView(
            name=resource.name,
            role=graph.intent.component(resource.component).role if resource.component else None,
            kind=resource.kind.id,
            about=_about(resource.kind),
            health=_health(graph, resource, statuses),
            served_by=_served_by(graph, resource),
        )
        for resource in _shown(graph)
    )


def _about(kind: Kind) -> str:
    """The first words of what the catalog says: a picture has little room."""
    return re.split(r", a |: |; | in | emulated | with | for |\.(?: |$)", kind.about, maxsplit=1)[0]


def _served_by(graph: Graph, resource: Resource) -> str:
    servers = graph.linked(resource.name, Link.SERVED_BY)
    return servers[0].name if servers else ""


def _health(graph: Graph, resource: Resource, statuses: list[InstanceStatus]) -> Health:
    name = _served_by(graph, resource) or resource.name
    if isinstance(resource.kind, Backing) and not any(status.resource == name for status in statuses):
        return Health.IDLE
    return of_resource(statuses, name)


def _edges(graph: Graph, traffic: tuple[Traffic, ...]) -> tuple[EdgeView, ...]:
    shown = {resource.name for resource in _shown(graph)}
    rates = {entry.service: entry.requests_s for entry in traffic}
    return tuple(
        EdgeView(
            source=relation.source,
            link=relation.link,
            target=relation.target,
            requests_s=rates.get(relation.target) if relation.link is Link.ROUTES_TO else None,
        )
        for relation in graph.relations
        if relation.source in shown and relation.target in shown
    )


def _notices(graph: Graph, statuses: list[InstanceStatus]) -> tuple[Notice, ...]:
    notices = [
        Notice(text=note, resource=status.resource, gravity=Gravity.WARNING)
        for status in statuses
        for note in status.notes
    ]
    notices += [
        Notice(text=f"{status.instance} has failed", resource=status.resource, gravity=Gravity.WARNING)
        for status in statuses
        if status.state is InstanceState.FAILED
    ]
    notices += [
        Notice(text="is kept in memory only, and gone when the application stops", resource=resource.name)
        for resource in graph.resources
        if isinstance(resource.kind, Backing) and resource.kind.in_memory and resource.component
    ]
    return (*notices, *(Notice(text=note.text, hint=note.hint) for note in graph.intent.notes))
