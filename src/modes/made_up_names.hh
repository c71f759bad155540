// A name service that asks nobody: every name exists, or none does. For trying rules out.
#pragma once

#include <string>

#include "dns/resolver.hh"

namespace sendwright::modes {

class MadeUpNames final : public dns::Resolver {
 public:
  // `exchanger` is the mail exchanger of every domain; empty: no name exists at all.
  explicit MadeUpNames(std::string exchanger) : exchanger_(std::move(exchanger)) {}

  [[nodiscard]] dns::RecordAnswer query_until(Deadline deadline, std::string_view name,
                                              dns::RecordType type, base::Waiter& waiter) override;

 private:
  const std::string exchanger_;
};

}  // namespace sendwright::modes
