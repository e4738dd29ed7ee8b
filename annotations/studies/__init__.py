"""A study from its set-up to its unblinding; leads it through the stages."""
