// What a successful authentication is worth.
#pragma once

#include <string>

namespace sendwright::smtp::sasl {

struct Identity {
  std::string mechanism;          // `CRAM-MD5`
  std::string authentication_id;  // whose password it was
  std::string authorization_id;   // on whose behalf
  int security_strength = 0;      // bits of the security layer
};

}  // namespace sendwright::smtp::sasl
