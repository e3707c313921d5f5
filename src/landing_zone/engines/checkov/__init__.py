"""checkov as an engine."""
