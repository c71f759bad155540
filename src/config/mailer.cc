#include "config/mailer.hh"

namespace sendwright::config {

std::string MailerFlags::text() const {
  std::string letters;
  for (std::size_t code = 0; code < bits_.size(); ++code) {
    if (bits_[code]) letters += static_cast<char>(code);
  }
  return letters;
}

}  // namespace sendwright::config
