"""What happened in a simulation, for people: as text, and as one HTML page with a lane for each host."""

import html
from collections.abc import Iterable, Sequence
from string import Template

from mainstay.prove.outcome import Moment, Outcome

_ROW = 18  # pixels
_LANE = 190
_LEFT = 110
_RIGHT = 440  # room for what is written beside the last lane
_LETTERS = 60
_FAULTS = frozenset(
    {"crash", "kill -9", "partition", "partition ends", "clog", "slow link", "pause", "resume", "hang", "hang ends"}
    | {"throttle", "clock", "boot", "fault", "move"}
)
_MESSAGE = "message"


def as_text(outcome: Outcome, *, most: int = 200) -> str:
    """The last `most` lines of the timeline: seconds, host, what happened."""
    lines = [_line(moment) for moment in outcome.timeline[-most:]]
    left_out = len(outcome.timeline) - len(lines)
    return "\n".join(([f"… {left_out} earlier lines"] if left_out > 0 else []) + lines)


def _line(moment: Moment) -> str:
    where = f"{moment.host} → {moment.to}" if moment.to else moment.host
    return f"{moment.at_ns / 1e9:12.6f}  {where:<16} {moment.what:<10} {moment.text}".rstrip()


def as_html(outcome: Outcome, *, most: int = 2000) -> str:
    """A self-contained page: one lane a host, messages as arrows, faults, and what programs wrote."""
    moments = outcome.timeline[-most:]
    hosts = _hosts(moments)
    parts = [_lanes(hosts, len(moments))]
    parts += [_drawn(moment, index, hosts, moments) for index, moment in enumerate(moments)]
    parts += [_end(outcome, len(moments), len(hosts))] if outcome.broken else []
    left_out = len(outcome.timeline) - len(moments)
    return _PAGE.substitute(
        title=html.escape(outcome.broken or "what happened"),
        message=html.escape(outcome.message),
        target=html.escape(outcome.job.target),
        earlier=f", {left_out} earlier moments left out" if left_out > 0 else "",
        seed=outcome.job.seed,
        digest=outcome.digest,
        width=_width(len(hosts)),
        height=130 + _ROW * len(moments),
        body="\n".join(parts),
        decisions="".join(f"<li>{html.escape(s.decision.key)} at {s.at_ns / 1e9:.6f} s</li>" for s in outcome.struck),
    )


def _hosts(moments: Iterable[Moment]) -> list[str]:
    seen: dict[str, None] = {}
    for moment in moments:
        seen.setdefault(moment.host)
        if moment.to:
            seen.setdefault(moment.to)
    return list(seen)


def _middle(hosts: Sequence[str], name: str) -> int:
    return _LEFT + _LANE * hosts.index(name) + _LANE // 2


def _width(hosts: int) -> int:
    return _LEFT + _LANE * hosts + _RIGHT


def _end(outcome: Outcome, row: int, hosts: int) -> str:
    """Where the property broke: the last that happened."""
    y = _row(row) + _ROW // 2
    return (
        f'<line class="end" x1="8" y1="{y - 14}" x2="{_width(hosts) - 8}" y2="{y - 14}"/>'
        f'<text class="time" x="8" y="{y}">{outcome.simulated_ns / 1e9:.6f}</text>'
        f'<text class="fault" x="{_LEFT}" y="{y}">broken: {html.escape(_short(outcome.broken, 2 * _LETTERS))}</text>'
    )


def _row(index: int) -> int:
    return _LEFT // 2 + 40 + index * _ROW


def _short(text: str, letters: int = _LETTERS) -> str:
    return text if len(text) <= letters else f"{text[: letters - 1]}…"


def _lanes(hosts: Sequence[str], rows: int) -> str:
    bottom = 80 + _ROW * (rows + 1)
    return "".join(
        f'<text class="host" x="{_middle(hosts, name)}" y="40">{html.escape(name)}</text>'
        f'<line class="lane" x1="{_middle(hosts, name)}" y1="50" x2="{_middle(hosts, name)}" y2="{bottom}"/>'
        for name in hosts
    )


def _drawn(moment: Moment, index: int, hosts: Sequence[str], moments: Sequence[Moment]) -> str:
    y, x = _row(index), _middle(hosts, moment.host)
    time = f'<text class="time" x="8" y="{y}">{moment.at_ns / 1e9:.6f}</text>'
    said = html.escape(f"{moment.what} {moment.text}".strip())
    if moment.what == _MESSAGE:
        end = _arrival(moment, index, moments)
        return (
            f'{time}<line class="message" x1="{x}" y1="{y}" x2="{_middle(hosts, moment.to)}" y2="{_row(end)}" '
            f'marker-end="url(#tip)"><title>{said}</title></line>'
        )
    kind = "fault" if moment.what in _FAULTS else "line"
    shown = html.escape(_short(f"{moment.what} {moment.text}".strip()))
    words = f'<text class="{kind}" x="{x + 7}" y="{y}">{shown}<title>{said}</title></text>'
    return f'{time}<circle class="{kind}" cx="{x}" cy="{y - 4}" r="3"/>{words}'


def _arrival(moment: Moment, index: int, moments: Sequence[Moment]) -> int:
    """The row at which a message arrives: the first that is not earlier."""
    for later in range(index + 1, len(moments)):
        if moments[later].at_ns >= moment.until_ns:
            return later
    return len(moments) - 1


_PAGE = Template("""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>$title</title>
<style>
 :root { color-scheme: light dark; }
 body { font: 13px system-ui, sans-serif; margin: 16px; }
 h1 { font-size: 18px; margin: 0 0 4px; } p { margin: 2px 0; }
 pre { white-space: pre-wrap; margin: 4px 0; } code { font-family: ui-monospace, monospace; }
 svg text { font: 11px ui-monospace, monospace; fill: currentColor; }
 svg .host { font: bold 13px system-ui, sans-serif; text-anchor: middle; }
 .time { opacity: .6; } .lane { stroke: currentColor; opacity: .25; }
 .message { stroke: #2474b5; stroke-width: 1.2; } circle.line { fill: #4a8f3c; }
 .end { stroke: #c0392b; stroke-width: 1.5; }
 circle.fault { fill: #c0392b; } text.fault { fill: #c0392b; font-weight: bold; }
 .scroll { overflow: auto; border: 1px solid #8886; margin-top: 12px; }
</style></head><body>
<h1>$title</h1><pre>$message</pre>
<p><code>$target</code>, seed <code>$seed</code>, digest <code>$digest</code>$earlier</p>
<p>run it again: <code>mainstay prove --replay</code> and the file <code>.json</code> beside this page</p>
<details><summary>decisions that struck</summary><ol>$decisions</ol></details>
<div class="scroll"><svg width="$width" height="$height" role="img" aria-label="timeline">
<defs><marker id="tip" viewBox="0 0 6 6" refX="6" refY="3" markerWidth="6" markerHeight="6" orient="auto">
<path d="M0 0L6 3L0 6z" fill="#2474b5"/></marker></defs>
$body
</svg></div></body></html>
""")
