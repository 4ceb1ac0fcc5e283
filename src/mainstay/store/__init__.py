"""What must not be forgotten: the ledger (append-only, SQLite or PostgreSQL) and the vault (secret values).

The ledger never holds the value of a secret; the vault holds nothing else.
"""

from mainstay.store.ledger import Ledger as Ledger
from mainstay.store.ledger import open_ledger as open_ledger
from mainstay.store.vault import FileVault as FileVault
