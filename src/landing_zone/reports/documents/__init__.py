"""Documents that standards ask for by name, made of the assessment: diagrams, inventories, records."""
