"""The emulated resource types, one file a type; each has one subclass of ``Provider``."""
