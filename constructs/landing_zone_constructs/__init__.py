"""Secure-by-default building blocks of the landing zone, one logical entity a file."""
