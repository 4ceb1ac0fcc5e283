"""Static files in a cluster: nginx, as a user without rights, from an image of the application."""

from collections.abc import Iterator
from typing import Self

import msgspec

from mainstay.catalog.aws.base import overridden
from mainstay.catalog.kubernetes.base import NAME, Document, K8sKind, called
from mainstay.catalog.kubernetes.exposure import Exposure, exposed
from mainstay.catalog.kubernetes.network_policy import joined
from mainstay.catalog.kubernetes.pod import NODE, SCRATCH, ZONE, Pod, Probe, template
from mainstay.catalog.kubernetes.program import REGISTRY, ProgramKind
from mainstay.catalog.kubernetes.room import account, budget, room, service
from mainstay.catalog.kubernetes.sizing import Size, availability, pod_charges
from mainstay.model.cloud import RELEASE, CloudKind, Demand, Market, Offer, Part, Usage
from mainstay.model.cloud import Site as Place
from mainstay.model.intent import AnyComponent, Property, Role, Site
from mainstay.model.requirement import Access
from mainstay.model.target import Target
from mainstay.model.told import Joined, SecretText, Told

PORT = 8080
FILES = "/usr/share/nginx/html"
"""Where the image has the built files."""
_USER = 101
"""The user of nginx in its image without rights (nginxinc/docker-nginx-unprivileged)."""
_FILES_A_SECOND = 2_000.0
"""Small files a second for one vCPU. Our assumption; nginx hands out more."""
_SETTINGS = """pid /tmp/nginx.pid;
error_log /dev/stderr warn;
events {{}}
http {{
  include /etc/nginx/mime.types;
  access_log /dev/stdout;
  client_body_temp_path /tmp/body;
  proxy_temp_path /tmp/proxy;
  fastcgi_temp_path /tmp/fastcgi;
  uwsgi_temp_path /tmp/uwsgi;
  scgi_temp_path /tmp/scgi;
  server_tokens off;
  gzip on;
  gzip_types text/css application/javascript application/json image/svg+xml;
  server {{
    listen {port};
    root {files};
    add_header Strict-Transport-Security "max-age=31536000" always;
    add_header X-Content-Type-Options nosniff always;
    add_header X-Frame-Options DENY always;
    add_header Referrer-Policy same-origin always;
    location / {{ try_files $uri $uri/index.html {otherwise}; }}
  }}
}}
"""


class Pages(K8sKind, tag="k8s.pages", frozen=True, kw_only=True):
    """A site as two pods or more that hand out the files in their image.

    The image is one of the application (`<registry>/<application>-<name>:<release>`): that of nginx without rights,
    with the built files on top (`FROM nginxinc/nginx-unprivileged`, `COPY dist /usr/share/nginx/html`). Its settings
    come from here. `fallback` is what unknown paths get, "" none.
    """

    id = "k8s.pages"
    manifest = ("apps/v1", "Deployment")
    realises = frozenset({Role.SITE})
    about = "Hands out the files of a site from its image, with nginx as a user without rights."

    component: str = ""
    image: Told = ""
    fallback: str = ""
    replicas: int = 2
    cpu_millis: int = 100
    memory_mib: int = 64
    exposure: Exposure = Exposure()

    @classmethod
    def refusal(cls, component: AnyComponent, demand: Demand) -> str:
        """Sites."""
        del demand
        return "" if isinstance(component, Site) else "it hands out files and runs no program"

    @classmethod
    def offers(cls, component: AnyComponent, demand: Demand, market: Market) -> tuple[Offer, ...]:
        """One, on clusters that are there already: on AWS there is CloudFront."""
        if market.target is not Target.KUBERNETES or not isinstance(component, Site):
            return ()
        del demand
        kind = overridden(cls(fallback=component.fallback), component)
        size = Size(replicas=kind.replicas, cpu_millis=kind.cpu_millis, memory_mib=kind.memory_mib)
        return (
            Offer(
                kind=kind,
                label=size.label,
                charges=pod_charges(size, market),
                latency_ms=5.0,
                availability=availability(kind.replicas, market.zones),
                capacity=size.vcpu * kind.replicas * _FILES_A_SECOND,
                startup_s=5.0,
            ),
        )

    def placed(self, site: Place) -> Self:
        """Under its name, with the image of the release."""
        image = Joined(parts=(REGISTRY, f"/{site.application}-{called(site)}:", RELEASE))
        placed = super().placed(site)
        return msgspec.structs.replace(placed, component=site.name, image=self.image or image)

    def parts(self, site: Place) -> tuple[Part, ...]:
        """Its room, identity, name, and the way of the world to it."""
        return tuple(self._around(site))

    def _around(self, site: Place) -> Iterator[Part]:
        yield from room(site)
        yield account(site)
        yield service(site, PORT)
        yield budget(site)
        yield from exposed(site, self.exposure, PORT)

    def accepts(self, user: CloudKind, access: Access) -> str:
        """Pods fetch its files."""
        if access not in {Access.READ, Access.CALL}:
            return f"files are read; nobody can {access.value} them"
        return "" if isinstance(user, ProgramKind) else "only programs in pods of the same cluster fetch its files"

    def connection(self, site: Place) -> dict[Property, Told | SecretText]:
        """By the name of its Service."""
        return {
            Property.HOST: called(site),
            Property.PORT: str(PORT),
            Property.URL: f"http://{called(site)}:{PORT}",
            Property.NAME: called(site),
        }

    def attached(self, site: Place, user: Usage) -> tuple[Part, ...]:
        """The openings of the link at both ends."""
        return tuple(joined(site, user.name, PORT))

    def body(self) -> Document:
        """A new pod must serve before an old one goes."""
        rolling = {"maxSurge": 1, "maxUnavailable": 0}
        spec: Document = {
            "replicas": self.replicas,
            "revisionHistoryLimit": 5,
            "selector": {"matchLabels": {NAME: self.name}},
            "strategy": {"type": "RollingUpdate", "rollingUpdate": rolling},
            "template": template(self._pod(), spread=(ZONE, NODE)),
        }
        return {"spec": spec}

    def _pod(self) -> Pod:
        otherwise = f"/{self.fallback.lstrip('/')}" if self.fallback else "=404"
        settings = _SETTINGS.format(port=PORT, files=FILES, otherwise=otherwise)
        start = "printf '%s' \"$SETTINGS\" > /tmp/nginx.conf; exec nginx -c /tmp/nginx.conf -g 'daemon off;'"
        return Pod(
            name="pages",
            component=self.component,
            service_account=self.component,
            image=self.image,
            command=("/bin/sh", "-euc", start),
            port=PORT,
            environment={"SETTINGS": settings},
            cpu_millis=self.cpu_millis,
            memory_mib=self.memory_mib,
            user=_USER,
            ready=Probe(path="/"),
            mounts=(SCRATCH,),
            drains=True,
            labels=self.labels,
        )


KIND = Pages
