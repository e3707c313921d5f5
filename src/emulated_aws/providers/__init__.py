"""The emulated resource types, one YAML file per type; custom resources, which run code, are a Python class."""
