# m4: what this room is made of.
