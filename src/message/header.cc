#include "message/header.hh"

#include <algorithm>

#include "base/strings.hh"

namespace sendwright::message {
namespace {

auto has_name(std::string_view name) {
  return [name](const HeaderField& field) { return base::equals_ignoring_case(field.name, name); };
}

}  // namespace

const HeaderField* HeaderList::find(std::string_view name) const {
  const auto found = std::ranges::find_if(fields_, has_name(name));
  return found == fields_.end() ? nullptr : &*found;
}

size_t HeaderList::count(std::string_view name) const {
  return static_cast<size_t>(std::ranges::count_if(fields_, has_name(name)));
}

void HeaderList::append(std::string name, std::string value, std::string condition) {
  fields_.push_back({std::move(name), std::move(value), std::move(condition)});
}

void HeaderList::prepend(std::string name, std::string value, std::string condition) {
  fields_.insert(fields_.begin(), {std::move(name), std::move(value), std::move(condition)});
}

void HeaderList::remove_all(std::string_view name) { std::erase_if(fields_, has_name(name)); }

size_t HeaderList::size_octets() const {
  size_t size = 0;
  for (const HeaderField& field : fields_) size += field.name.size() + field.value.size() + 2;
  return size;
}

}  // namespace sendwright::message
