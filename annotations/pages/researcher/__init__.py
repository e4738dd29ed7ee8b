"""What the people who run a study see: never who wrote which side before unblinding."""
