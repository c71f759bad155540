// A library that is loaded when the first map needs it: sites without such maps neither have to
// install it nor pay for it at each start.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.hh"

namespace sendwright::maps {

class SharedLibrary {
 public:
  // `package` is the Debian package to install, for the message. Never unloaded.
  static base::Result<SharedLibrary> open(const std::string& name, std::string_view package);

  // Sets `function`; false: the library has no such function.
  template <typename Function>
  [[nodiscard]] bool bind(const char* name, Function*& function) const {
    function = reinterpret_cast<Function*>(address_of(name));
    return function != nullptr;
  }

 private:
  explicit SharedLibrary(void* handle) : handle_(handle) {}
  [[nodiscard]] void* address_of(const char* name) const;

  void* handle_;
};

}  // namespace sendwright::maps
