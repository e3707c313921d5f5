"""cfn-lint as an engine."""
