"""The static file server, asked without a network."""

import httpx
import pytest

from mainstay.catalog.local.static_site.server import application


@pytest.fixture
def root(tmp_path):
    site = tmp_path / "site"
    for name, content in {
        "index.html": "home",
        "about.html": "about",
        "app.js": "code",
        "docs/index.html": "docs",
        ".env": "SECRET=1",
        ".git/config": "secret",
        "sub/.hidden/x.txt": "secret",
        ".well-known/security.txt": "contact",
    }.items():
        path = site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    (tmp_path / "outside.txt").write_text("secret")
    (site / "link.txt").symlink_to(tmp_path / "outside.txt")
    return site


async def ask(root, path: str, *, fallback: str = "", method: str = "GET", **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(app=application(root, fallback))
    async with httpx.AsyncClient(transport=transport, base_url="http://site") as client:
        return await client.request(method, path, headers=headers)


@pytest.mark.parametrize(
    ("path", "body"),
    [("/", "home"), ("/about", "about"), ("/about.html", "about"), ("/app.js", "code"), ("/docs/", "docs")],
)
async def test_files_folders_and_pages_without_suffix(root, path, body):
    answer = await ask(root, path)
    assert (answer.status_code, answer.text) == (200, body)


@pytest.mark.parametrize(
    "path",
    [
        "/.env",
        "/.git/config",
        "/sub/.hidden/x.txt",
        "/%2eenv",
        "/../outside.txt",
        "/%2e%2e/outside.txt",
        "/..%2foutside.txt",
        "/docs/..%2f..%2foutside.txt",
        "//etc/passwd",
        "/link.txt",
        "/app.js%00.html",
        "/" + "x" * 3000,
    ],
)
async def test_nothing_outside_and_nothing_hidden(root, path):
    for fallback in ("", "index.html"):
        answer = await ask(root, path, fallback=fallback)
        assert "secret" not in answer.text.lower()
        assert "root:" not in answer.text
        assert answer.status_code in {200, 404} if fallback else answer.status_code == 404


async def test_well_known_files_are_public(root):
    assert (await ask(root, "/.well-known/security.txt")).text == "contact"


async def test_an_unknown_path_gets_a_page(root):
    answer = await ask(root, "/nope")
    assert answer.status_code == 404
    assert "There is nothing at this address." in answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    (root / "404.html").write_text("own page")
    answer = await ask(root, "/nope")
    assert (answer.status_code, answer.text) == (404, "own page")


async def test_a_single_page_application_answers_its_own_paths_but_no_missing_files(root):
    answer = await ask(root, "/orders/17", fallback="index.html")
    assert (answer.status_code, answer.text) == (200, "home")
    assert (await ask(root, "/missing.js", fallback="index.html")).status_code == 404
    assert (await ask(root, "/docs/", fallback="index.html")).text == "docs"


async def test_validators_and_ranges(root):
    answer = await ask(root, "/app.js")
    again = await ask(root, "/app.js", **{"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    since = await ask(root, "/app.js", **{"If-Modified-Since": answer.headers["last-modified"]})
    assert since.status_code == 304
    part = await ask(root, "/app.js", Range="bytes=1-2")
    assert (part.status_code, part.text) == (206, "od")


async def test_other_methods_are_refused(root):
    assert (await ask(root, "/", method="HEAD")).status_code == 200
    answer = await ask(root, "/", method="POST")
    assert answer.status_code == 405
    assert "Method Not Allowed" in answer.text
