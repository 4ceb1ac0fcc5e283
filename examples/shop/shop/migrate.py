"""Brings the database to the newest schema: ``python -m shop.migrate``.

Each file of migrations/ runs once, in order, in a transaction of its own. Safe to run twice, and by two at a time.
"""

from pathlib import Path

from sqlalchemy import text

from shop.database import engine

FOLDER = Path(__file__).parent / "migrations"
LOCK = 7_411_026  # any number that nobody else locks by


def migrate() -> list[str]:
    """Apply what is missing; the names of the files that were applied now."""
    applied: list[str] = []
    with engine(connections=1).connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
        connection.execute(
            text(
                "CREATE TABLE IF NOT EXISTS schema_migrations"
                " (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())"
            )
        )
        known = set(connection.scalars(text("SELECT name FROM schema_migrations")))
        connection.commit()
        for file in sorted(FOLDER.glob("*.sql")):
            if file.name in known:
                continue
            for statement in file.read_text().split(";"):
                if statement.strip():
                    connection.execute(text(statement))
            connection.execute(text("INSERT INTO schema_migrations (name) VALUES (:name)"), {"name": file.name})
            connection.commit()
            applied.append(file.name)
    return applied


if __name__ == "__main__":
    names = migrate()
    print(f"applied {', '.join(names)}" if names else "the schema is up to date")
