"""How a unit is started when nobody wrote it down."""

from mainstay.detect.infer.start import NOWHERE, Places, Start
from mainstay.detect.infer.start_django import django_start
from mainstay.detect.infer.start_node import node_start
from mainstay.detect.infer.start_python import application_start, file_start, runner_start
from mainstay.detect.infer.units import Unit
from mainstay.detect.tree import Tree
from mainstay.model.intent import Runtime


def start_of(tree: Tree, unit: Unit, exposed: Places = NOWHERE) -> Start | None:
    """The start command by the rules of the unit's framework; None where there is nothing to start.

    `exposed` are the places of annotations that say which program is meant.
    """
    if unit.runtime is Runtime.NODE:
        return node_start(tree, unit)
    if unit.runtime is Runtime.PYTHON:
        return (
            django_start(unit)
            or application_start(tree, unit, exposed)
            or runner_start(unit)
            or file_start(tree, unit, exposed)
        )
    return None
