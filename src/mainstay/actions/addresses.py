"""Where people reach the application and its status page."""

from mainstay.actions.present import listening_ports, subnet
from mainstay.actions.workspace import Workspace
from mainstay.model.errors import MainstayError
from mainstay.model.program import SecretRef
from mainstay.render import STATUS_PAGE_PORT, status_page_address

TOKEN = SecretRef(component="status-page", name="token")
OPENERS = ("xdg-open", "open")


def addresses(workspace: Workspace) -> dict[str, str]:
    """Name → address; the status page comes last, with its token. Raises `MainstayError` where it never ran."""
    token = workspace.vault.get(TOKEN)
    if token is None:
        raise MainstayError(
            str(workspace.paths.project), "the application must run", "it never did", hint="`mainstay up` starts it"
        )
    found = {name: f"http://localhost:{port}/" for name, port in sorted(listening_ports(workspace).items())}
    return {**found, "status page": f"{status_page(workspace)}/?token={token}"}


def status_page(workspace: Workspace) -> str:
    """The status page, without the token that lets a browser in."""
    return f"http://{status_page_address(subnet(workspace))}:{STATUS_PAGE_PORT}"


async def open_in_browser(workspace: Workspace, url: str) -> None:
    """Open `url` where there is a desktop to open it on."""
    environment = workspace.world.environment.all()
    if not environment.get("DISPLAY") and not environment.get("WAYLAND_DISPLAY"):
        return
    opener = next(filter(None, (workspace.world.programs.find(name) for name in OPENERS)), None)
    if opener:
        await workspace.world.programs.run([opener, url], env=environment, timeout_s=10.0)
