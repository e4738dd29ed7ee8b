"""Stage 3: two responses to one item become a comparison, released when both are complete."""
