"""Stage 6: choices become outcomes per system. Nothing else in the product unblinds."""
