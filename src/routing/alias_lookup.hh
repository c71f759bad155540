// How routing asks the alias databases (option AliasFile): the maps room answers.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hh"
#include "base/waiter.hh"

namespace sendwright::routing {

class AliasLookup {
 public:
  virtual ~AliasLookup() = default;

  // The value of an alias as its file has it (`user1, user2`), or nullopt if there is none of that
  // name, whatever its case. An error that is temporary means that a database could not be asked:
  // the recipient is deferred. May be called from many sessions at once.
  [[nodiscard]] virtual base::Result<std::optional<std::string>> find(std::string_view name,
                                                                      base::Waiter& waiter) = 0;
};

}  // namespace sendwright::routing
