# queue: what this room is made of.
