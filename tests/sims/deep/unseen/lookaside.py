"""A look-aside cache in front of a database, with versions, so that a slow reader does not bring back what is old.

Whoever writes tells the cache which version is the oldest that may still be in it. The cache has room for so many
entries, and remembers so many of these limits; what was used longest ago goes first.
"""

import asyncio
import random
from collections import OrderedDict


class Cache:
    def __init__(self, entries, limits):
        self.room_for_entries, self.room_for_limits = entries, limits
        self.entries = OrderedDict()  # key: version
        self.limits = OrderedDict()  # key: the oldest version that may be here

    def get(self, key):
        if key not in self.entries:
            return None
        self.entries.move_to_end(key)
        return self.entries[key]

    def fill(self, key, version):
        if version < self.limits.get(key, 0):
            return  # somebody has written since this was read
        if key in self.entries and self.entries[key] >= version:
            return
        self.entries[key] = version
        self.entries.move_to_end(key)
        if len(self.entries) > self.room_for_entries:
            self.entries.popitem(last=False)

    def invalidate(self, key, version):
        if version > self.limits.get(key, 0):
            self.limits[key] = version
            self.limits.move_to_end(key)
        if key in self.entries and self.entries[key] < version:
            del self.entries[key]
        if len(self.limits) > self.room_for_limits:
            self.limits.popitem(last=False)


class Database:
    """Versions of rows; now and then it is slow, or its replica is."""

    def __init__(self, keys, slow):
        self.rows = dict.fromkeys(keys, 1)
        self.slow = slow

    async def read(self, key):
        await asyncio.sleep(random.uniform(0.001, 0.01))
        version = self.rows[key]
        await asyncio.sleep(random.uniform(0.1, 1) if random.random() < self.slow else random.uniform(0.001, 0.01))
        return version

    async def write(self, key):
        await asyncio.sleep(random.uniform(0.001, 0.01))
        self.rows[key] += 1
        return self.rows[key]


class Store:
    def __init__(self, cache, database):
        self.cache, self.database = cache, database

    async def read(self, key):
        version = self.cache.get(key)
        if version is None:
            version = await self.database.read(key)
            self.cache.fill(key, version)
        return version

    async def write(self, key):
        version = await self.database.write(key)
        self.cache.invalidate(key, version)
        return version
