// The functions of OpenLDAP's client library that ldap maps use, loaded when the first of them is
// asked. Linking it would bring its TLS and SASL libraries into every process at each start, and
// those are not the ones that SMTP uses. Included only where configure found <ldap.h>.
#pragma once

#include <ldap.h>

#include "base/result.hh"

namespace sendwright::maps {

struct LdapLibrary {
  decltype(&::ldap_initialize) initialize;
  decltype(&::ldap_unbind_ext) unbind;
  decltype(&::ldap_set_option) set_option;
  decltype(&::ldap_get_option) get_option;
  decltype(&::ldap_sasl_bind) sasl_bind;
  decltype(&::ldap_sasl_interactive_bind_s) interactive_bind;
  decltype(&::ldap_search_ext) search;
  decltype(&::ldap_abandon_ext) abandon;
  decltype(&::ldap_result) result;
  decltype(&::ldap_parse_result) parse_result;
  decltype(&::ldap_msgfree) free_message;
  decltype(&::ldap_msgtype) message_type;
  decltype(&::ldap_first_attribute) first_attribute;
  decltype(&::ldap_next_attribute) next_attribute;
  decltype(&::ldap_get_values_len) get_values;
  decltype(&::ldap_value_free_len) free_values;
  decltype(&::ldap_memfree) free_text;
  decltype(&::ldap_err2string) error_text;
  decltype(&::ldap_url_parse) parse_url;
  decltype(&::ldap_free_urldesc) free_url;
  decltype(&::ber_free) free_ber;
  decltype(&::ber_sockbuf_ctrl) control_socket;
};

// The error says which package is missing.
[[nodiscard]] const base::Result<LdapLibrary>& ldap_library();

}  // namespace sendwright::maps
