"""The pages a support manager opens every morning."""
