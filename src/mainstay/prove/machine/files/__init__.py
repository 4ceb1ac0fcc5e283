"""Files of simulated hosts: a disk with a stated durability, and everything of Python that reads and writes files.

What is durable, and when:

- A write is seen by all processes of the host at once (it is in the kernel), and survives kill -9. Buffers of Python
  itself do not.
- It survives a loss of power once it is synced (`fsync`, `fdatasync`, `sync`, `O_SYNC`, `mmap.flush`), or when the
  kernel has written it back by itself, 35 s later (Linux: vm.dirty_expire_centisecs plus one round of the flusher).
- At a loss of power each page of 4 KiB that was not synced is lost or kept by itself (`DiskFaults.lost`); of a page
  that is kept and of which several sectors of 512 bytes have changed, some may be lost (`DiskFaults.torn`). A sector is
  never torn.
- A name (created, renamed, removed) survives once its folder is synced, or 5 s later (the commit interval of ext4).
  Before that each change of names is lost or kept by itself; a rename is one change. With `DiskFaults.ordered` names
  are as on ext4: changes survive up to some moment and none after it, and syncing any file makes all earlier ones
  durable.
- Modes, owners and times of files are always kept.
"""
