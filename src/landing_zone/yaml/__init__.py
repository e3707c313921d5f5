"""YAML files: read with the line of each value, checked, and turned into models."""
