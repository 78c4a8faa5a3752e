"""How are we doing: what the Pulse shows, one part a file. Each part asks the door and returns what is drawn."""
