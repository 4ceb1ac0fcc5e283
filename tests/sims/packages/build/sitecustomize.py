# Run by Python itself when a source distribution is built: raftos 0.2.2 reads a file that its archive lacks.
import pathlib

if pathlib.Path("setup.py").exists():
    pathlib.Path("requirements.txt").touch()
