"""Stage 1, dataset import: files of items and of ready-made responses become rows of a study."""
