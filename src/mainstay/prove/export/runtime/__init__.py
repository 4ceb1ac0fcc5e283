"""The runtime of exported tests: written into them as text, one module after the other. It imports nothing of ours."""
