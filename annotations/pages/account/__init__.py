"""Signing in and out, the demo's door, the language."""
