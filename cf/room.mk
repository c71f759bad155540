# cf: what this room is made of.
