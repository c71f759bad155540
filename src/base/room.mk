# base: what this room is made of.
