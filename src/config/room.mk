# config: what this room is made of.
