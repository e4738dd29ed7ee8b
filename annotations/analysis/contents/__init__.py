"""Everything that an unblinded study consists of, table by table, for whoever checks it."""
