# tests: what this room is made of.
