"""Evidence: what deployed accounts answered, by read-only queries, kept so that an auditor can trust it."""
