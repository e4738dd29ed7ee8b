"""Stage 7: files that leave the house, each recorded with its hash and the ledger's head."""
