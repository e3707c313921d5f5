"""What a person or a pipeline runs to deploy the zone: the CDK CLI, and the bootstrap of each environment."""
