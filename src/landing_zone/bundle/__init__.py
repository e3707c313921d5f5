"""The evidence bundle: one archive of all inputs of an assessment; a change of any byte is detected."""
