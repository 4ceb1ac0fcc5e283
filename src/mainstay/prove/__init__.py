"""prove: a program and a fault plan → Verdict."""
