"""Static sites: single-page applications that are built, and folders that are served as they are."""

import re
from dataclasses import dataclass

from mainstay.detect.foreign import as_map, as_text, dig, load_json
from mainstay.detect.infer.units import Unit
from mainstay.detect.node import Package
from mainstay.detect.shell import is_development
from mainstay.detect.tree import Tree, inside
from mainstay.model.origin import Origin, Source

_NOT_ALONE = frozenset({"@sveltejs/kit", "@react-router/dev"})
"""Frameworks on top of a build tool, which decide otherwise where their files go."""
TOOLS: tuple[tuple[str, str, bool], ...] = (
    ("react-scripts", "build", True),
    ("react-app-rewired", "build", True),
    ("@craco/craco", "build", True),
    ("@angular/cli", "dist", True),
    ("@vue/cli-service", "dist", True),
    ("@docusaurus/core", "build", False),
    ("gatsby", "public", False),
    ("vitepress", "docs/.vitepress/dist", False),
    ("vuepress", "docs/.vuepress/dist", False),
    ("@11ty/eleventy", "_site", False),
    ("hexo", "public", False),
    ("astro", "dist", False),
    ("preact-cli", "build", True),
    ("parcel", "dist", True),
    ("parcel-bundler", "dist", True),
    ("vite", "dist", True),
    ("webpack", "dist", True),
)
"""Build tools of front ends, the folder they leave their files in, and whether unknown paths belong to index.html."""
SERVERS = frozenset(
    [
        "express",
        "fastify",
        "koa",
        "hono",
        "hapi",
        "@hapi/hapi",
        "@nestjs/core",
        "restify",
        "polka",
        "next",
        "nuxt",
        "@remix-run/node",
        "@remix-run/serve",
        "@react-router/serve",
        "@sveltejs/adapter-node",
        "@astrojs/node",
        "@tanstack/react-start",
        "vinxi",
        "apollo-server",
        "@apollo/server",
        "socket.io",
        "ws",
        "elysia",
        "h3",
        "nitropack",
        "@adonisjs/core",
        "@feathersjs/feathers",
        "strapi",
        "@strapi/strapi",
        "sails",
        "meteor-node-stubs",
        "graphql-yoga",
        "json-server",
        "http-server",
        "serve",
        "moleculer",
    ]
)
_STATIC_SERVER = re.compile(r"^(?:npx\s+)?(?:serve|http-server|live-server|vite\s+preview)\b")
_OUT_DIR = re.compile(r"""(?:outDir|outputDir|outdir)\s*:\s*['"]([\w./-]+)['"]""")
_CONFIGS = (
    "vite.config.js",
    "vite.config.ts",
    "vite.config.mjs",
    "vue.config.js",
    "astro.config.mjs",
    "astro.config.ts",
)


@dataclass(frozen=True)
class Output:
    """Where the files of a site are, relative to the unit's folder, and how they come there."""

    directory: str
    fallback: str
    origin: Origin
    says: str
    script: str = ""
    confidence: float = 0.9


def single_page(tree: Tree, unit: Unit) -> Output | None:
    """What a front end builds; None where the package is a server or has nothing to build."""
    package = unit.package
    script = next((s for s in ("build", "build:prod", "generate", "export") if package and s in package.scripts), "")
    if package is None or not script or _is_server(package):
        return None
    if found := _framework(tree, unit, package, script):
        return found
    for tool, directory, fallback in TOOLS if not _NOT_ALONE & set(package.all) else ():
        if tool in package.all:
            output = _stated(tree, unit, directory) if tool != "@angular/cli" else _angular(tree, unit)
            says = f"{tool} builds it into {output}/"
            return Output(output, "index.html" if fallback else "", package.at(f'"{tool}"'), says, script)
    return _next_export(tree, unit, package, script)


def _framework(tree: Tree, unit: Unit, package: Package, script: str) -> Output | None:
    """SvelteKit with the static adapter, React Router without a server."""
    config = tree.first(unit.directory, "react-router.config.ts", "react-router.config.js")
    if config and re.search(r"\bssr\s*:\s*false", tree.text(config)):
        origin = Origin(source=Source.FILE, path=config, line=1)
        return Output("build/client", "index.html", origin, "React Router builds it into build/client/", script)
    if "@sveltejs/adapter-static" in package.all:
        return Output("build", "", package.at('"@sveltejs/adapter-static"'), "SvelteKit builds it into build/", script)
    return None


def _is_server(package: Package) -> bool:
    """A server framework is used, or `start` runs something that is no development or file server."""
    start = package.body(package.scripts.get("start", ""))
    own = bool(start) and not is_development(start) and not _STATIC_SERVER.match(start)
    return own or bool((SERVERS - {"serve", "http-server", "json-server"}) & set(package.dependencies))


def _stated(tree: Tree, unit: Unit, otherwise: str) -> str:
    config = tree.first(unit.directory, *_CONFIGS)
    match = _OUT_DIR.search(tree.text(config)) if config else None
    return inside(".", match.group(1)) or otherwise if match else otherwise


def _angular(tree: Tree, unit: Unit) -> str:
    """`outputPath` of angular.json. The application builder of Angular 17 and later puts files into `browser/`."""
    data = load_json(tree.text(inside(unit.directory, "angular.json")))
    for name, project in as_map(dig(data, "projects")).items():
        build = dig(project, "architect", "build")
        path = (
            as_text(dig(build, "options", "outputPath"))
            or as_text(dig(build, "options", "outputPath", "base"))
            or f"dist/{name}"
        )
        modern = as_text(dig(build, "builder")).endswith(":application")
        return inside(".", path) + ("/browser" if modern else "")
    return "dist"


def _next_export(tree: Tree, unit: Unit, package: Package, script: str) -> Output | None:
    config = tree.first(unit.directory, "next.config.js", "next.config.mjs", "next.config.ts")
    if "next" in package.all and config and re.search(r"output\s*:\s*['\"]export['\"]", tree.text(config)):
        return Output(
            "out", "", Origin(source=Source.FILE, path=config, line=1), "Next.js exports it into out/", script
        )
    return None


def plain_folder(tree: Tree, unit: Unit) -> Output | None:
    """A folder that is served as it is: what Staticfile says, the root, or public/."""
    staticfile = tree.first(unit.directory, "Staticfile")
    if staticfile:
        match = re.search(r"^root:\s*(\S+)", tree.text(staticfile), re.MULTILINE)
        root = inside(".", match.group(1)) if match else "."
        fallback = "index.html" if re.search(r"^pushstate:\s*enabled", tree.text(staticfile), re.MULTILINE) else ""
        return Output(
            root or ".",
            fallback,
            Origin(source=Source.FILE, path=staticfile, line=1),
            "a Staticfile says so",
            confidence=1.0,
        )
    for folder in (".", "public"):
        index = tree.first(unit.directory, f"{folder}/index.html")
        if index:
            return Output(folder, "", Origin(source=Source.FILE, path=index, line=1), f"{index} and no program")
    return None
