"""Evidence: the answers of deployed accounts to read-only queries, stored so that an auditor can trust them."""
