"""The only door to what lies outside a Python program: other programs, the host, the environment, clock, randomness.

`ports` states what there is, `real` and `sim` implement it with the same file names. Nothing here decides anything.
Sockets, files and threads are used plainly elsewhere: the prover simulates those underneath unmodified code.
"""
