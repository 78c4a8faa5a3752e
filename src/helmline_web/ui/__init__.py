"""Components, charts, tables and formats; knows no models."""
