"""Pages: one function a file, with its template and its test."""
