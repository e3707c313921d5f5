"""Systematic mutants of an assembly: what an attacker or a mistake could change, drawn from the resource schemas."""
