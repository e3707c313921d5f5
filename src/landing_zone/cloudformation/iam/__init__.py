"""IAM policy documents: what a statement says, and to whom."""
