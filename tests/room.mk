# tests: what looks at the project as a whole. Unit tests belong to their rooms' fragments.
EXTRA_DIST += tests/check_arrows.py
dist_check_SCRIPTS += tests/check_arrows.py
TESTS += tests/check_arrows.py
