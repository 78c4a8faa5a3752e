"""Pages of the interface itself: errors and the style guide."""
