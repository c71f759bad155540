#include "config.h"

#ifdef HAVE_LDAP_H

#include <sys/auxv.h>

#include <cstdlib>

#include "maps/ldap_library.hh"
#include "maps/shared_library.hh"

namespace sendwright::maps {
namespace {

// The name changed with most versions; what is used of the library did not.
base::Result<SharedLibrary> open_any() {
  for (const char* const name : {"libldap.so.2", "libldap-2.5.so.0"})
    if (auto library = SharedLibrary::open(name, "libldap-2.5-0")) return library;
  return SharedLibrary::open("libldap_r-2.4.so.2", "libldap-2.5-0");
}

base::Result<LdapLibrary> load() {
  // Who runs a set-group-ID sendmail has no say in how the directory is asked: the library would
  // heed the caller's environment and files.
  if (::getauxval(AT_SECURE) != 0) ::setenv("LDAPNOINIT", "1", 1);
  const auto library = open_any();
  if (!library)
    return base::temporary("cannot load libldap (on Debian: apt-get install libldap-2.5-0)");
  LdapLibrary of{};
  const auto bind = [&library](const char* name, auto& function) {
    return library->bind(name, function);
  };
  if (bind("ldap_initialize", of.initialize) && bind("ldap_unbind_ext", of.unbind) &&
      bind("ldap_set_option", of.set_option) && bind("ldap_get_option", of.get_option) &&
      bind("ldap_sasl_bind", of.sasl_bind) &&
      bind("ldap_sasl_interactive_bind_s", of.interactive_bind) &&
      bind("ldap_search_ext", of.search) && bind("ldap_abandon_ext", of.abandon) &&
      bind("ldap_result", of.result) && bind("ldap_parse_result", of.parse_result) &&
      bind("ldap_msgfree", of.free_message) && bind("ldap_msgtype", of.message_type) &&
      bind("ldap_first_attribute", of.first_attribute) &&
      bind("ldap_next_attribute", of.next_attribute) &&
      bind("ldap_get_values_len", of.get_values) &&
      bind("ldap_value_free_len", of.free_values) && bind("ldap_memfree", of.free_text) &&
      bind("ldap_err2string", of.error_text) && bind("ldap_url_parse", of.parse_url) &&
      bind("ldap_free_urldesc", of.free_url) && bind("ber_free", of.free_ber) &&
      bind("ber_sockbuf_ctrl", of.control_socket))
    return of;
  return base::temporary("libldap is too old");
}

}  // namespace

const base::Result<LdapLibrary>& ldap_library() {
  static const base::Result<LdapLibrary> loaded = load();
  return loaded;
}

}  // namespace sendwright::maps

#endif
