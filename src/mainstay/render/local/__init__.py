"""Rendering for one machine: Graph + Present → Plan of processes, addresses, routes and releases."""
