"""Stage 2: systems answer the items; a simulated patient talks to each of them."""
