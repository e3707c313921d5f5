"""What is deployed: one stack a file, composition only. The resources themselves are in ``landing_zone_constructs``."""
