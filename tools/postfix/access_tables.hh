// check_client_access and its kin: a table of Postfix becomes lines of the access table.
#pragma once

#include <string_view>

#include "tools/postfix/conversion.hh"

namespace sendwright::postfix {

enum class AccessSubject { kClient, kSender, kRecipient };

// Where in its list a table stands decides what it means.
struct AccessContext {
  std::string_view parameter;       // the list
  bool is_behind_networks = false;  // behind permit_mynetworks
  bool ok_may_relay = false;        // OK ends the list before relaying is refused
};

void add_access_table(Conversion& conversion, AccessSubject subject, const AccessContext& context,
                      std::string_view reference);

}  // namespace sendwright::postfix
