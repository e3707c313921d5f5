"""Files and folders: walks and atomic writes."""
