"""The simulated machine below unmodified Python programs: sockets, selectors, clocks, entropy, threads, files."""
