import tomllib

from mainstay.run.local.builder.uvlock import local_packages

WORKSPACE = tomllib.loads("""
[[package]]
name = "api"
source = { editable = "api" }
dependencies = [{ name = "shared" }, { name = "six" }]
[package.optional-dependencies]
admin = [{ name = "tools" }]
[[package]]
name = "shared"
source = { directory = "libs/shared" }
[[package]]
name = "tools"
source = { editable = "libs/tools" }
[[package]]
name = "other"
source = { editable = "other" }
[[package]]
name = "root"
source = { virtual = "." }
dependencies = [{ name = "shared" }]
[[package]]
name = "six"
version = "1.16.0"
source = { registry = "https://public.example/simple" }
""")


def test_what_a_member_needs_of_the_repository_is_listed_itself_first():
    assert local_packages(WORKSPACE, ".", "api") == ("api", "libs/shared")
    assert local_packages(WORKSPACE, ".", "api", ("admin",)) == ("api", "libs/shared", "libs/tools")


def test_a_root_that_is_no_package_is_not_installed():
    assert local_packages(WORKSPACE, ".", ".") == ("libs/shared",)


def test_places_are_relative_to_the_repository_not_to_the_lock():
    assert local_packages(WORKSPACE, "backend", "backend/api") == ("backend/api", "backend/libs/shared")
