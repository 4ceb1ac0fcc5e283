"""Plan → Events: executors carry a Plan out, show it, or simulate it. Imports `world.ports`, never a real world."""
