"""Stage 5: what a rater hands in, checked, chained and kept."""
