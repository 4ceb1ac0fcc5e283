"""The simulated network: links between hosts, TCP, UDP and local sockets, names."""
