"""One verb, four doors: verb + typed arguments → action → Table, Report or Stream.

Each verb is one module with one function of the same name. The command line, the web API and the Python interface
are generated from the verb's entry in `catalogue` and from the function's signature and docstring. An action may
use every stage, the world and the store; it may not print, prompt or exit: a door does that.
"""
