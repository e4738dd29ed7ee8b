"""The HTML pages: raters', researchers', and those of an account."""
