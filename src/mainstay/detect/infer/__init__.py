"""From evidence to an Intent: units of code, their processes, what they use, and what they are told."""
