// Questions to the domain name system. A lookup waits through the session's Waiter: nothing blocks
// an event loop, and every wait is bounded.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/waiter.hh"
#include "dns/ip_address.hh"

namespace sendwright::dns {

// Type numbers of RFC 1035, RFC 3596, RFC 2782, RFC 6698 and others.
enum class RecordType : std::uint16_t {
  kA = 1, kNs = 2, kCname = 5, kPtr = 12, kMx = 15, kTxt = 16, kAfsdb = 18, kAaaa = 28,
  kSrv = 33, kDs = 43, kRrsig = 46, kNsec = 47, kDnskey = 48, kTlsa = 52,
};

enum class Status {
  kFound,             // there are records of the type
  kNotFound,          // there are none: no such name, or none of this type
  kTemporaryFailure,  // no server answered in time, or none could tell
};

// What every answer says about itself.
struct AnswerState {
  Status status = Status::kTemporaryFailure;
  bool is_secure = false;       // DNSSEC validated
  bool name_exists = false;     // the name has records of some type
  std::string canonical_name;   // after CNAMEs; without final dot
  std::chrono::seconds time_to_live{0};
  std::string reason;  // words for the log when the status is kTemporaryFailure
};

// Records of one type, as their rdata in wire format without compression.
struct RecordAnswer : AnswerState {
  std::vector<std::string> rdata;
};

template <typename T>
struct Answer : AnswerState {
  std::vector<T> records;
};

struct MxRecord {
  std::uint16_t preference = 0;
  std::string host;  // empty: the null MX of RFC 7505
};

// Calls may come from any thread, many at a time.
class Resolver {
 public:
  // When the asker needs the answer at the latest: then it is a temporary failure.
  using Deadline = std::chrono::steady_clock::time_point;
  static constexpr Deadline kOwnLimit = Deadline::max();  // the resolver's own limit alone

  virtual ~Resolver() = default;

  [[nodiscard]] virtual RecordAnswer query_until(Deadline deadline, std::string_view name,
                                                 RecordType type, base::Waiter& waiter) = 0;
  [[nodiscard]] RecordAnswer query(std::string_view name, RecordType type, base::Waiter& waiter) {
    return query_until(kOwnLimit, name, type, waiter);
  }

  // In order of preference; equal ones in the order of the answer.
  [[nodiscard]] Answer<MxRecord> mx(std::string_view name, base::Waiter& waiter);
  // A or AAAA records.
  [[nodiscard]] Answer<IpAddress> addresses(std::string_view name, RecordType type,
                                            base::Waiter& waiter, Deadline deadline = kOwnLimit);
  // Names of an address.
  [[nodiscard]] Answer<std::string> names(const IpAddress& address, base::Waiter& waiter,
                                          Deadline deadline = kOwnLimit);
  // The strings of each TXT record, joined.
  [[nodiscard]] Answer<std::string> texts(std::string_view name, base::Waiter& waiter);
  // Records of any type as text, as the dns map shows them (A: dotted quad, MX: the host, ...).
  [[nodiscard]] Answer<std::string> as_text(std::string_view name, RecordType type,
                                            base::Waiter& waiter, Deadline deadline = kOwnLimit);
};

// Decoding of rdata; an empty optional or text for malformed octets. (The name of the root is empty
// as well; its rdata is one octet.)
[[nodiscard]] std::string decode_name(std::string_view rdata);  // a name in wire format
[[nodiscard]] std::string encode_name(std::string_view name);   // empty if it is no name
[[nodiscard]] std::optional<std::string> rdata_text(RecordType type, std::string_view rdata);

}  // namespace sendwright::dns
