/*
 * Moves hard-wired TCP binds to the address that MAINSTAY_ADDRESS names; Node.js 12 and later.
 *
 * Loaded by `--require` into programs that mainstay runs. A server that listens on a wildcard or loopback address with
 * a port of its own choice is given the private loopback address of its instance instead, so that two instances with
 * the same hard-wired port live side by side. Port 0, UNIX sockets, handed-over descriptors and every other address are
 * left alone. It says nothing and breaks nothing: whatever goes wrong in here, the original call is made as it was.
 *
 * `_listen2` and `_createServerHandle` are where every form of `listen` ends, also that of cluster workers (whose
 * primary listens for them); patching `listen` itself would make `server.address()` late for servers without a host.
 */
'use strict';

try {
  const address = process.env.MAINSTAY_ADDRESS;
  if (address && !address.includes(':')) {
    const net = require('net');
    const moved = new Set(['', '0.0.0.0', '::', '127.0.0.1', 'localhost', '::1', '::ffff:127.0.0.1']);
    moved.add(process.env.MAINSTAY_LOCALHOST || ''); // what `localhost` has been resolved to by now

    // (address, port, addressType, …, fd): addressType is 4, 6, or -1 for a path; fd is set for descriptors.
    const hasToMove = (host, port, type, fd) =>
      (typeof host === 'undefined' || host === null || moved.has(host)) &&
      Number(port) > 0 && type !== -1 && !(typeof fd === 'number' && fd >= 0);

    const listen = net.Server.prototype._listen2;
    if (typeof listen === 'function') {
      net.Server.prototype._listen2 = function (host, port, type, backlog, fd, ...rest) {
        return hasToMove(host, port, type, fd)
          ? listen.call(this, address, port, 4, backlog, fd, ...rest)
          : listen.call(this, host, port, type, backlog, fd, ...rest);
      };
    }

    const create = net._createServerHandle;
    if (typeof create === 'function') {
      net._createServerHandle = function (host, port, type, fd, ...rest) {
        return hasToMove(host, port, type, fd)
          ? create.call(this, address, port, 4, fd, ...rest)
          : create.call(this, host, port, type, fd, ...rest);
      };
    }
  }
} catch (error) {
  // See above: the program runs as it would without us.
}
