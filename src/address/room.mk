# address: tokens (prescan), RFC 5322 address lists.
noinst_LIBRARIES += libaddress.a
libaddress_a_SOURCES = \
  src/address/address_list.cc src/address/address_list.hh \
  src/address/meta.cc src/address/meta.hh \
  src/address/prescan.cc src/address/prescan.hh \
  src/address/tokens.cc src/address/tokens.hh
