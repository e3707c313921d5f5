"""Cloud assemblies and templates as the gates read them."""
