"""What AWS must have before the zone is deployed, and after: asked read-only, and repaired where no stack can."""
