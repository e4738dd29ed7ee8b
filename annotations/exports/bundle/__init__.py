"""The bundle: one ZIP with everything of a study that a reader needs to check its results."""
