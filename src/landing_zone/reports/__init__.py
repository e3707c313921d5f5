"""Reports: pure functions of the assessment."""
