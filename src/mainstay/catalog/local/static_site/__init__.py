"""Static sites: a folder of files, served as they are."""

from mainstay.catalog.local.process import GRACE_S
from mainstay.catalog.local.standalone import standalone
from mainstay.model.intent import AnyComponent, Build, Role, Site
from mainstay.model.kind import Placement, WorkloadKind
from mainstay.model.program import HttpProbe, Program, Text


def static_site_argv(*, address: str, port: int, fallback: str = "") -> tuple[Text, ...]:
    """The argument list of a server for the folder it is started in; `fallback` is for single-page applications."""
    also = ("--fallback", fallback) if fallback else ()
    return standalone("static_site/server.py", "--root", ".", "--address", address, "--port", str(port), *also)


class StaticSite(WorkloadKind, tag="local.static_site", frozen=True, kw_only=True):
    """A folder of a release, `directory` relative to the repository. Unknown paths get `fallback`, where set."""

    id = "local.static_site"
    realises = frozenset({Role.SITE})
    about = "A web server for a folder of files, with validators for caches; files that begin with a dot stay private."

    build: str
    directory: str = "."
    fallback: str = ""
    hosts: tuple[str, ...] = ()
    replicas: int = 1

    @classmethod
    def realising(cls, component: AnyComponent, build: Build) -> "StaticSite | None":
        """For sites, whatever builds them. A site that names no folder is what its build puts out."""
        if not isinstance(component, Site):
            return None
        directory = (build.output or build.directory) if component.directory == "." else component.directory
        return cls(build=build.name, directory=directory, fallback=component.fallback, hosts=component.hosts)

    def program(self, placement: Placement) -> Program:
        """The server, started in the folder that it serves."""
        return Program(
            argv=static_site_argv(address=placement.address, port=placement.port, fallback=self.fallback),
            environment=placement.environment,
            directory=self.directory,
            address=placement.address,
            port=placement.port,
            hosts=placement.hosts,
            probe=HttpProbe(),
            grace_s=GRACE_S,
            built=placement.built,
        )


KIND = StaticSite
