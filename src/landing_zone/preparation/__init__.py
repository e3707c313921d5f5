"""What AWS must have before the zone is deployed, and after: asked read-only, and mended where no stack can."""
