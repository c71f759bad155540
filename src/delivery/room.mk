# delivery: what this room is made of.
