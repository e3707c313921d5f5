"""CloudFormation: templates, assemblies, intrinsic functions, policies, networks and facts of resource types."""
