"""Studies that were judged elsewhere: their judgments come as a file and stay marked as such."""
