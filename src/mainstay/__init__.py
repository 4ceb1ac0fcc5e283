"""mainstay: repository → detect → Intent → compile → Graph → render → Plan → run → Events.

Say what the system must do; mainstay compiles it into infrastructure, runs it, and heals it.
"""
