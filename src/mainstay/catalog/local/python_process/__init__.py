"""Python programs of the application."""

from mainstay.catalog.local.process import Process
from mainstay.model.intent import Runtime


class PythonProcess(Process, tag="local.python_process", frozen=True, kw_only=True):
    """A Python program in the virtual environment of its build."""

    id = "local.python_process"
    about = "A Python program in a virtual environment of its own, made from the project's pins."
    runtime = Runtime.PYTHON
    # Without it, what a program prints stays in its buffer, and the logs come minutes late.
    defaults = {"PYTHONUNBUFFERED": "1"}


KIND = PythonProcess
