divert(-1)
dnl FEATURE(use_client_ptr): a client is looked up by its PTR record, even if the name does not lead back.
divert(0)dnl
VERSIONID(`feature use_client_ptr')dnl
divert(-1)
define(`_USE_CLIENT_PTR_', 1)
