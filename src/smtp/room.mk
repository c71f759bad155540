# smtp: what this room is made of.
