"""Stand-ins for backing services: programs that run on simulated hosts and answer as the service does."""
