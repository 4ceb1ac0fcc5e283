"""A mesh that nobody says who is in has all programs in pods in it, or is refused."""

import pytest

from mainstay.actions.compiling import compile_text
from mainstay.model.errors import MainstayError

HEAD = "application: a\ntarget: {}\nregion: eu-central-1\nresources: {{m: {{kind: k8s.istio}}}}\n"
WEB = "services: {web: {public: true, requests_per_second: 1, uses: {api: {}}}, api: {listens: true%s}}\n"


def members(graph):
    return {one.name for one in graph.resources if getattr(one.kind, "mesh", None) == "istio"}


def test_all_programs_in_pods_join_a_mesh_that_nobody_uses():
    graph = compile_text(HEAD.format("kubernetes") + WEB % "")
    assert members(graph) == {"api", "web"}
    assert any(one.name == "api.mesh-from-web" for one in graph.resources)


def test_where_one_says_that_it_is_in_the_mesh_the_others_are_not():
    apart = "services: {web: {public: true, requests_per_second: 1}, api: {listens: true, uses: {m: {}}}}\n"
    assert members(compile_text(HEAD.format("kubernetes") + apart)) == {"api"}


def test_who_calls_a_member_must_be_one():
    with pytest.raises(MainstayError) as error:
        compile_text(HEAD.format("kubernetes") + WEB % ", uses: {m: {}}")
    assert error.value.where == "mainstay.yaml:5"
    assert "it is not in istio" in error.value.found


def test_a_mesh_that_nothing_can_join_is_refused_where_it_stands():
    with pytest.raises(MainstayError) as error:
        compile_text(HEAD.format("aws") + WEB % "")
    assert error.value.where == "mainstay.yaml:4"
    assert "uses: {m: {}}" in error.value.hint
