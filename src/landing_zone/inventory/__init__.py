"""What the templates would build, as the lists that auditors ask for: networks, openings, keys, logs, roles, copies."""
