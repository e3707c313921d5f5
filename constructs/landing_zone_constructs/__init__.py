"""Secure-by-default building blocks of the landing zone, one block per file."""
