#include "maps/shared_library.hh"

#include <dlfcn.h>

namespace sendwright::maps {

base::Result<SharedLibrary> SharedLibrary::open(const std::string& name, std::string_view package) {
  void* const handle = ::dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle != nullptr) return SharedLibrary(handle);
  return base::temporary("cannot load " + name + " (on Debian: apt-get install " +
                         std::string(package) + ')');
}

void* SharedLibrary::address_of(const char* name) const { return ::dlsym(handle_, name); }

}  // namespace sendwright::maps
