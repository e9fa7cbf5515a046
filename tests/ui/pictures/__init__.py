"""Pictures: what can be seen in them, and how well."""
