#include "dns/fixed_resolver.hh"

#include "base/strings.hh"

namespace sendwright::dns {
namespace {

constexpr int kMaxCnames = 8;

std::string key_of(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  return base::to_lower(name);
}

}  // namespace

void FixedResolver::add(std::string_view name, RecordType type, std::string rdata) {
  const std::lock_guard lock(mutex_);
  zones_[key_of(name)][type].push_back(std::move(rdata));
}

void FixedResolver::add_mx(std::string_view name, std::uint16_t preference, std::string_view host) {
  std::string rdata{static_cast<char>(preference >> 8), static_cast<char>(preference & 255)};
  add(name, RecordType::kMx, rdata + (host.empty() ? std::string(1, '\0') : encode_name(host)));
}

void FixedResolver::add_address(std::string_view name, std::string_view text) {
  const auto address = IpAddress::parse(text);
  if (!address) return;
  const auto* octets = reinterpret_cast<const char*>(address->octets.data());
  add(name, address->is_v6 ? RecordType::kAaaa : RecordType::kA,
      std::string(octets, address->is_v6 ? 16 : 4));
}

void FixedResolver::add_name(std::string_view address, std::string_view name) {
  if (const auto parsed = IpAddress::parse(address))
    add(parsed->reverse_name(), RecordType::kPtr, encode_name(name));
}

void FixedResolver::add_text(std::string_view name, std::string_view text) {
  std::string rdata;
  for (; !text.empty(); text.remove_prefix(std::min<size_t>(text.size(), 255))) {
    const auto piece = text.substr(0, 255);
    rdata += static_cast<char>(piece.size());
    rdata += piece;
  }
  add(name, RecordType::kTxt, std::move(rdata));
}

void FixedResolver::add_cname(std::string_view name, std::string_view target) {
  add(name, RecordType::kCname, encode_name(target));
}

void FixedResolver::fail(std::string_view name) {
  const std::lock_guard lock(mutex_);
  failing_.insert(key_of(name));
}

RecordAnswer FixedResolver::query_until(Deadline, std::string_view name, RecordType type,
                                        base::Waiter&) {
  const std::lock_guard lock(mutex_);
  RecordAnswer answer;
  answer.canonical_name = key_of(name);
  for (int depth = 0; depth < kMaxCnames; ++depth) {
    if (failing_.contains(answer.canonical_name)) {
      answer.reason = "told to fail";
      return answer;
    }
    answer.status = Status::kNotFound;
    const auto zone = zones_.find(answer.canonical_name);
    answer.name_exists = zone != zones_.end();
    if (!answer.name_exists) return answer;
    if (const auto found = zone->second.find(type); found != zone->second.end()) {
      answer.status = Status::kFound;
      answer.rdata = found->second;
      return answer;
    }
    const auto alias = zone->second.find(RecordType::kCname);
    if (alias == zone->second.end()) return answer;
    answer.canonical_name = key_of(decode_name(alias->second.front()));
  }
  answer.status = Status::kTemporaryFailure;
  answer.reason = "too many CNAME records";
  return answer;
}

}  // namespace sendwright::dns
