"""Intrinsic functions: the values of references, as far as they are known."""
