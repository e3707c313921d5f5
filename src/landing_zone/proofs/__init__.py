"""Proofs: changes of a synthesized assembly on which a check was shown to fail, as data, and what carries them out."""
