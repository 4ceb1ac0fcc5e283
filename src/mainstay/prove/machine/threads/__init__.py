"""Threads of simulated programs: green threads, and the locks between them."""
