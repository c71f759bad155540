#include "modes/made_up_names.hh"

#include "base/strings.hh"

namespace sendwright::modes {

dns::RecordAnswer MadeUpNames::query_until(Deadline, std::string_view name, dns::RecordType type,
                                           base::Waiter&) {
  dns::RecordAnswer answer;
  answer.status = dns::Status::kNotFound;
  // A name that starts with a number is a question about an address: to a list of clients, or for a
  // name. There is no such entry, or the client would be refused whatever the rules allow.
  const bool is_of_address = name.empty() || base::is_ascii_digit(name.front());
  if (exchanger_.empty() || is_of_address) return answer;
  answer.name_exists = true;
  answer.canonical_name = name;
  if (type == dns::RecordType::kA) answer.rdata.push_back({'\xc0', '\0', '\2', '\1'});
  if (type == dns::RecordType::kMx) {
    answer.rdata.push_back(std::string{'\0', '\12'} + dns::encode_name(exchanger_));
  }
  if (!answer.rdata.empty()) answer.status = dns::Status::kFound;
  return answer;
}

}  // namespace sendwright::modes
