"""The emulated resource types, one file per type; each has one subclass of ``Provider``."""
