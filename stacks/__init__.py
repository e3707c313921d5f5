"""The deployed stacks, one per file. They only compose; the resources are in ``landing_zone_constructs``."""
