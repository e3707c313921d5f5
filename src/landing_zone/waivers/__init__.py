"""The exceptions: one waiver for every engine."""
