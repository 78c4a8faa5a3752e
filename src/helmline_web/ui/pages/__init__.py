"""The pages that belong to no subject: errors, preferences, the style guide."""
