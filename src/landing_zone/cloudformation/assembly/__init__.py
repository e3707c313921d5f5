"""Cloud assemblies and folders of templates."""
