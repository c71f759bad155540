#include "dns/resolver.hh"

#include <algorithm>
#include <functional>

#include "base/strings.hh"

namespace sendwright::dns {
namespace {

constexpr size_t kMaxLabel = 63;
constexpr size_t kMaxName = 255;

std::uint16_t number16(std::string_view octets) {
  return static_cast<std::uint16_t>(static_cast<unsigned char>(octets[0]) << 8 |
                                    static_cast<unsigned char>(octets[1]));
}

// Keeps what the answer says about itself, and the records that decode.
template <typename T>
Answer<T> decode_all(RecordAnswer answer,
                     const std::function<bool(std::string_view rdata, T& record)>& decode) {
  Answer<T> decoded;
  static_cast<AnswerState&>(decoded) = static_cast<AnswerState&>(answer);
  for (const auto& rdata : answer.rdata) {
    T record;
    if (decode(rdata, record)) decoded.records.push_back(std::move(record));
  }
  if (decoded.status == Status::kFound && decoded.records.empty()) {
    decoded.status = Status::kTemporaryFailure;
    decoded.reason = "malformed records";
  }
  return decoded;
}

std::string joined_strings(std::string_view rdata) {
  std::string text;
  while (!rdata.empty()) {
    const auto length = static_cast<unsigned char>(rdata[0]);
    text += rdata.substr(1, length);
    rdata.remove_prefix(std::min<size_t>(rdata.size(), length + 1u));
  }
  return text;
}

std::string hex(std::string_view octets, std::string_view between) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string text;
  for (const char c : octets) {
    if (!text.empty()) text += between;
    text += kDigits[static_cast<unsigned char>(c) >> 4];
    text += kDigits[static_cast<unsigned char>(c) & 15];
  }
  return text;
}

std::optional<std::string> address_text(std::string_view rdata) {
  IpAddress address;
  if (rdata.size() != 4 && rdata.size() != 16) return std::nullopt;
  address.is_v6 = rdata.size() == 16;
  std::copy(rdata.begin(), rdata.end(), address.octets.begin());
  return address.text();
}

// The name behind `offset` octets; that of the root is empty.
std::optional<std::string> name_text(std::string_view rdata, size_t offset) {
  if (rdata.size() <= offset) return std::nullopt;
  std::string name = decode_name(rdata.substr(offset));
  if (name.empty() && rdata[offset] != '\0') return std::nullopt;
  return name;
}

// Three numbers and the data, all in hexadecimal digits.
std::optional<std::string> tlsa_text(std::string_view rdata) {
  if (rdata.size() < 4) return std::nullopt;
  return hex(rdata.substr(0, 3), " ") + ' ' + hex(rdata.substr(3), ":");
}

}  // namespace

std::string decode_name(std::string_view rdata) {
  std::string name;
  while (!rdata.empty() && rdata[0] != '\0') {
    const auto length = static_cast<unsigned char>(rdata[0]);
    if (length > kMaxLabel || length + 1u > rdata.size() || name.size() > kMaxName) return {};
    const auto label = rdata.substr(1, length);
    const bool is_plain = std::all_of(label.begin(), label.end(), [](char c) {
      return c > ' ' && c < 0x7f && c != '.' && c != '\\';
    });
    if (!is_plain) return {};
    if (!name.empty()) name += '.';
    name += label;
    rdata.remove_prefix(length + 1u);
  }
  return name;
}

std::string encode_name(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  std::string wire;
  for (const auto label : base::split(name, '.')) {
    if (label.empty() || label.size() > kMaxLabel) return {};
    wire += static_cast<char>(label.size());
    wire += label;
  }
  wire += '\0';
  return wire.size() > kMaxName ? std::string() : wire;
}

std::optional<std::string> rdata_text(RecordType type, std::string_view rdata) {
  switch (type) {
    case RecordType::kA:
    case RecordType::kAaaa: return address_text(rdata);
    case RecordType::kNs:
    case RecordType::kCname:
    case RecordType::kPtr: return name_text(rdata, 0);
    case RecordType::kMx:
    case RecordType::kAfsdb: return name_text(rdata, 2);
    case RecordType::kSrv: return name_text(rdata, 6);
    case RecordType::kTxt: return joined_strings(rdata);
    case RecordType::kTlsa: return tlsa_text(rdata);
    case RecordType::kDs:
    case RecordType::kRrsig:
    case RecordType::kNsec:
    case RecordType::kDnskey: return hex(rdata, "");
  }
  return std::nullopt;
}

Answer<MxRecord> Resolver::mx(std::string_view name, base::Waiter& waiter) {
  auto answer = decode_all<MxRecord>(
      query(name, RecordType::kMx, waiter), [](std::string_view rdata, MxRecord& record) {
        if (rdata.size() < 3) return false;
        record.preference = number16(rdata);
        record.host = decode_name(rdata.substr(2));
        return !record.host.empty() || rdata[2] == '\0';
      });
  std::stable_sort(answer.records.begin(), answer.records.end(),
                   [](const MxRecord& a, const MxRecord& b) { return a.preference < b.preference; });
  return answer;
}

Answer<IpAddress> Resolver::addresses(std::string_view name, RecordType type,
                                      base::Waiter& waiter, Deadline deadline) {
  return decode_all<IpAddress>(
      query_until(deadline, name, type, waiter),
      [type](std::string_view rdata, IpAddress& address) {
        address.is_v6 = type == RecordType::kAaaa;
        if (rdata.size() != (address.is_v6 ? 16u : 4u)) return false;
        std::copy(rdata.begin(), rdata.end(), address.octets.begin());
        return true;
      });
}

Answer<std::string> Resolver::names(const IpAddress& address, base::Waiter& waiter,
                                    Deadline deadline) {
  return as_text(address.reverse_name(), RecordType::kPtr, waiter, deadline);
}

Answer<std::string> Resolver::texts(std::string_view name, base::Waiter& waiter) {
  return as_text(name, RecordType::kTxt, waiter);
}

Answer<std::string> Resolver::as_text(std::string_view name, RecordType type,
                                      base::Waiter& waiter, Deadline deadline) {
  return decode_all<std::string>(query_until(deadline, name, type, waiter),
                                 [type](std::string_view rdata, std::string& text) {
                                   auto decoded = rdata_text(type, rdata);
                                   if (decoded) text = std::move(*decoded);
                                   return decoded.has_value();
                                 });
}

}  // namespace sendwright::dns
