# routing: what this room is made of.
