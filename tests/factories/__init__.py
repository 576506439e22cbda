"""Makers of rows for tests: every default is valid, every value that matters is passed by the test."""
