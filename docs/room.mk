# docs: what this room is made of.
EXTRA_DIST += docs/process-messages.md
