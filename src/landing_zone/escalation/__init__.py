"""What principals of an assembly can become, by ways that are known, and by the one evaluator."""
