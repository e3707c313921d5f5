"""What a template's network rules let through, and where its routes lead."""
