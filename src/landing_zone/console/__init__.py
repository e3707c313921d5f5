"""What a terminal shows: consoles, progress, and the verdict as text."""
