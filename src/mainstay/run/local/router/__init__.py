"""The HTTP router: requests in → the same requests at an upstream, and its answers back. May not decide who is ready.

`client` reads requests (`head`, `fields`, `framing`), an `exchange` brings each to a `backend` of its `service` over an
`upstream` connection, `reply` says how the answer goes back, `tunnel` follows an upgrade. `server` is one worker,
`workers` are several, `control` is the door for others.
"""
