"""What changes between two judged assemblies: requirements, claims, resources, guardrails and rights."""
