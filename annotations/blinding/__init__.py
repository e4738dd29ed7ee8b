"""What a rater may see: placements drawn from the seed, and an allowlist for their pages."""
