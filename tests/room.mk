# tests: what looks at the project as a whole. Unit tests belong to their rooms' fragments.
EXTRA_DIST += tests/install-packages tests/system/dns_stub.py tests/system/harness.py
dist_check_SCRIPTS += \
  tests/check_arrows.py \
  tests/system/command_test.py \
  tests/system/delivery_test.py \
  tests/system/machine_users_test.py \
  tests/system/kill_test.py \
  tests/system/pop3_test.py \
  tests/system/smtp_test.py \
  tests/system/startup_test.py
TESTS += tests/check_arrows.py
TESTS += \
  tests/system/command_test.py \
  tests/system/delivery_test.py \
  tests/system/machine_users_test.py \
  tests/system/kill_test.py \
  tests/system/pop3_test.py \
  tests/system/smtp_test.py \
  tests/system/startup_test.py
