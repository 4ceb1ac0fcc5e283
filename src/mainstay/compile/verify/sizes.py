"""How much one copy of a program has: processors and memory, in the units that each platform states them in."""

from mainstay.compile.verify.facts.machines import machine_of
from mainstay.compile.verify.pods import WORKLOADS, template_of
from mainstay.compile.verify.view import View, type_of
from mainstay.model.graph import Resource

MIB_OF_ONE_VCPU = 1769.0
"""A function gets one vCPU at 1,769 MB and less in proportion (Lambda Developer Guide, "Configure memory")."""
_UNITS_OF_ONE_VCPU = 1024.0
_MEMORY = {
    "aws_lambda_function": "memory_size",
    "aws_ecs_task_definition": "memory",
    "aws_apprunner_service": "instance_configuration.memory",
}
_CPU = {"aws_ecs_task_definition": "cpu", "aws_apprunner_service": "instance_configuration.cpu"}
_UNITS_OF_MEMORY = {"Mi": 1.0, "Gi": 1024.0}


def vcpu_of(view: View, main: Resource) -> float | None:
    """The processors of one copy; None for what states none."""
    type_ = type_of(main)
    if type_ == "aws_lambda_function":
        return min(1.0, (view.number(main, "memory_size") or 128.0) / MIB_OF_ONE_VCPU)
    if type_ in _CPU:
        units = view.number(main, _CPU[type_])
        return None if units is None else units / _UNITS_OF_ONE_VCPU
    if type_ == "aws_launch_template":
        machine = machine_of(view.text(main, "instance_type"))
        return float(machine.vcpu) if machine else None
    cores = [_cores(one) for one in _of_containers(view, main, "requests.cpu")]
    return sum(cores) if cores else None


def memory_mib_of(view: View, main: Resource) -> float | None:
    """The memory of one copy in MiB; None for what states none."""
    type_ = type_of(main)
    if type_ in _MEMORY:
        return view.number(main, _MEMORY[type_])
    if type_ == "aws_launch_template":
        machine = machine_of(view.text(main, "instance_type"))
        return machine.memory_gib * 1024.0 if machine else None
    sides = (_of_containers(view, main, f"{side}.memory") for side in ("requests", "limits"))
    return min((sum(map(_mib, amounts)) for amounts in sides if amounts), default=None)


def _of_containers(view: View, main: Resource, what: str) -> tuple[object, ...]:
    if type_of(main) not in WORKLOADS:
        return ()
    return view.values(main, f"{template_of(main)}.spec.containers.resources.{what}")


def _cores(amount: object) -> float:
    """`250m` or `2` (Kubernetes, "Resource units")."""
    text = str(amount)
    return float(text[:-1]) / 1000.0 if text.endswith("m") else float(text)


def _mib(amount: object) -> float:
    text = str(amount)
    return float(text[:-2]) * _UNITS_OF_MEMORY[text[-2:]] if text[-2:] in _UNITS_OF_MEMORY else float(text) / 2**20
