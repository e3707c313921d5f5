"""cdk-nag as an engine."""
