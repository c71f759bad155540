# docs: what this room is made of.
