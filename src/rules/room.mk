# rules: what this room is made of.
