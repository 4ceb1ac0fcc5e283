"""Checkov finds nothing in any system, as Terraform or as manifests, that nobody gave a reason for."""

import shutil
import subprocess
from pathlib import Path

import pytest

from golden.systems.outputs import graphs, names
from mainstay.actions.render import rendered
from mainstay.catalog.aws.iam import Role, RolePolicy
from mainstay.model.told import PolicyDocument, Ref, Statement
from mainstay.render import render_terraform
from scan import ACCEPTED, CHECKOV, Failure, Scan, scan
from unit.render.terraform.samples import graph, resource, trust

KUBECTL = shutil.which("kubectl")
CARELESS = "/careless/"


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Scan:
    """What the scanner says of all systems, and of one that is careless: one run, for it takes seconds to start."""
    if not CHECKOV.is_file():
        pytest.skip("checkov is not installed: make scanner")
    if KUBECTL is None:
        pytest.skip("there is no kubectl on this machine, which makes whole manifests of bases and overlays")
    root = tmp_path_factory.mktemp("scan")
    write(root / "careless", careless())
    for name in names():
        files = rendered(graphs(name))
        write(root / name, {path: text for path, text in files.items() if path.startswith("terraform/")})
        write(root / name, manifests(files, tmp_path_factory.mktemp("kubernetes")))
    return scan(root)


def write(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)


def careless() -> dict[str, str]:
    """A role that may do everything with all buckets."""
    everything = PolicyDocument(statements=(Statement(sid="All", actions=("s3:*",), resources=("*",)),))
    made = graph(
        resource("web.policy", RolePolicy(name="p", role=Ref(resource="web.role"), policy=everything)),
        resource("web.role", Role(name="r", assume_role_policy=trust())),
    )
    return render_terraform((made,))


def manifests(files: dict[str, str], folder: Path) -> dict[str, str]:
    """What the cluster of each environment is given, once what only exists outside of it is told."""
    write(folder, {path: text for path, text in files.items() if path.startswith("kubernetes/")})
    made: dict[str, str] = {}
    for overlay in sorted(folder.glob("kubernetes/overlays/*")):
        told = overlay / "infrastructure.env"
        keys = [line.split("=")[0] for line in told.read_text().splitlines() if "=" in line] if told.exists() else []
        told.write_text("".join(f"{key}=told-{key.lower()}\n" for key in keys))
        command = [KUBECTL or "", "kustomize", str(overlay)]
        built = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
        made[f"kubernetes/{overlay.name}.yaml"] = built.stdout
    return made


def of_systems(found: Scan) -> list[Failure]:
    return [failure for failure in found.failures if CARELESS not in failure.path]


@pytest.mark.slow
@pytest.mark.real
def test_everything_passes_or_has_a_reason(found: Scan) -> None:
    unexplained = [failure for failure in of_systems(found) if not failure.reasons()]
    assert [f"{f.check} {f.path} {f.resource}: {f.says}" for f in unexplained] == []


@pytest.mark.slow
@pytest.mark.real
def test_every_reason_explains_something(found: Scan) -> None:
    used = {pair for failure in of_systems(found) for pair in failure.reasons()}
    stated = {(check, one) for reason in ACCEPTED for check in reason.checks for one in reason.resources}
    assert sorted(stated - used) == []


@pytest.mark.slow
@pytest.mark.real
def test_every_system_is_read_and_judged(found: Scan) -> None:
    judged = {Path(path).parts[1] for path in found.files}
    assert sorted(set(names()) - judged) == []
    assert found.unread == 0
    assert found.passed > 1000


@pytest.mark.slow
@pytest.mark.real
def test_policies_are_judged(found: Scan) -> None:
    checks = {failure.check for failure in found.failures if CARELESS in failure.path}
    assert {"CKV_AWS_111", "CKV_AWS_356"} <= checks


def test_each_exception_says_why() -> None:
    assert all(len(reason.says) > 30 and reason.checks and reason.resources for reason in ACCEPTED)


def test_no_check_is_let_off_twice_on_the_same_resources() -> None:
    pairs = [(check, one) for reason in ACCEPTED for check in reason.checks for one in reason.resources]
    assert len(pairs) == len(set(pairs))
