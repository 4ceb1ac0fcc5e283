"""The sizes that a task can have (Amazon ECS Developer Guide, "Task definition differences for Fargate")."""

SIZES: dict[int, tuple[int, ...]] = {
    256: (512, 1024, 2048),
    512: tuple(range(1024, 4096 + 1, 1024)),
    1024: tuple(range(2048, 8192 + 1, 1024)),
    2048: tuple(range(4096, 16384 + 1, 1024)),
    4096: tuple(range(8192, 30720 + 1, 1024)),
    8192: tuple(range(16384, 61440 + 1, 4096)),
    16384: tuple(range(32768, 122880 + 1, 8192)),
}
"""CPU units (1024 are one vCPU) → MiB of memory that may come with them."""
UNITS_OF_ONE_VCPU = 1024
MOST_MEMORY = 122_880


def smallest_memory(cpu: int, needed_mib: int) -> int | None:
    """The least memory that comes with `cpu` units and is enough; None where none is."""
    return next((memory for memory in SIZES[cpu] if memory >= needed_mib), None)


def is_size(cpu: int, memory: int) -> bool:
    """Whether a task can have this size."""
    return memory in SIZES.get(cpu, ())


def no_size(cpu: int, memory: int) -> str:
    """Why no task has `cpu` units and `memory` MiB, where 0 stands for any; "" where one has."""
    if cpu and cpu not in SIZES:
        return f"no task has {cpu} CPU units (they have {', '.join(map(str, SIZES))})"
    if not memory or any(is_size(one, memory) for one in ((cpu,) if cpu else SIZES)):
        return ""
    fitting = ", ".join(map(str, SIZES[cpu])) if cpu else "512 to 122880, in steps that depend on the CPU"
    which = f"task with {cpu} CPU units" if cpu else "task"
    return f"no {which} has {memory} MiB (it can have {fitting})"
