"""One shift hands over to the next: written by whoever leaves, accepted by whoever comes."""
