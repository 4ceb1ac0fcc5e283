"""Brings the database to the newest schema: ``python -m shop.migrate``.

Each file of migrations/ runs once, in order, in a transaction of its own. Safe to run twice, and by two at a time.
"""

from pathlib import Path

import psycopg

from shop import settings

FOLDER = Path(__file__).parent / "migrations"
LOCK = 7_411_026  # any number that nobody else locks by


def migrate(url: str) -> list[str]:
    """Apply what is missing; the names of the files that were applied now."""
    applied: list[str] = []
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
        connection.execute(
            "CREATE TABLE IF NOT EXISTS schema_migrations"
            " (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())"
        )
        known = {name for (name,) in connection.execute("SELECT name FROM schema_migrations")}
        for file in sorted(FOLDER.glob("*.sql")):
            if file.name in known:
                continue
            with connection.transaction():
                connection.execute(file.read_text())
                connection.execute("INSERT INTO schema_migrations (name) VALUES (%s)", (file.name,))
            applied.append(file.name)
    return applied


if __name__ == "__main__":
    names = migrate(settings.DATABASE_URL)
    print(f"applied {', '.join(names)}" if names else "the schema is up to date")
