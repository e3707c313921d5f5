"""The engine behind the landing zone: configuration, catalogue, gates, assessment, reports."""
