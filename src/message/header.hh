// The header of a message as a list of fields, in order, as queue files and the wire have them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sendwright::message {

// One header field. The value is what stands behind the colon, as it came: leading blank included,
// folded lines joined by "\n" with their leading blanks kept, no final line end.
struct HeaderField {
  std::string name;
  std::string value;
  // The condition of an `H?condition?` line: mailer flags of which one must be set (`MF`), or one
  // macro that must be defined (`${name}`); empty: always sent.
  std::string condition;
};

// In the order in which they are written. Field names compare without regard to case.
class HeaderList {
 public:
  [[nodiscard]] const std::vector<HeaderField>& fields() const { return fields_; }
  [[nodiscard]] std::vector<HeaderField>& fields() { return fields_; }
  // The first field of that name, or nullptr.
  [[nodiscard]] const HeaderField* find(std::string_view name) const;
  [[nodiscard]] size_t count(std::string_view name) const;
  void append(std::string name, std::string value, std::string condition = {});
  void prepend(std::string name, std::string value, std::string condition = {});
  void remove_all(std::string_view name);
  // Octets of all fields as they are sent, with one octet per line end.
  [[nodiscard]] size_t size_octets() const;

 private:
  std::vector<HeaderField> fields_;
};

}  // namespace sendwright::message
