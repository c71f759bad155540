// The parts of a MIME message (RFC 2045, RFC 2046), found in one pass over its lines: what is part
// header, what is content of which leaf, what is a boundary or stands outside of parts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "message/header.hh"

namespace sendwright::message {

// What the fields of a part say about its content.
struct ContentType {
  std::string type;      // in lower case: `text/plain`, `multipart/mixed`
  std::string boundary;  // of a multipart
  std::string encoding;  // in lower case: `8bit`, `base64`; empty if not given
  // Has parts of its own. What was signed is one leaf: its octets must not change.
  [[nodiscard]] bool is_multipart() const {
    return type.starts_with("multipart/") && type != "multipart/signed" && !boundary.empty();
  }
  [[nodiscard]] bool is_message() const { return type == "message/rfc822"; }
};

[[nodiscard]] ContentType content_type(const HeaderList& headers,
                                       std::string_view default_type = "text/plain");

// Told about the pieces, in order. Pieces are lines with their "\n", or parts of very long lines.
class MimeVisitor {
 public:
  virtual ~MimeVisitor() = default;
  // The header of a part or of a message inside, of what kind it is and which leaf it begins, if it
  // begins one. `raw` are its octets with the empty line at its end; empty for the message's own.
  virtual void part_header(const HeaderList& headers, const ContentType& type, size_t leaf,
                           std::string_view raw) = 0;
  virtual void leaf_line(std::string_view line, size_t leaf) = 0;
  // A leaf has ended; the last line end before a boundary belongs to the boundary.
  virtual void leaf_end(size_t leaf, bool is_before_boundary) = 0;
  virtual void boundary_line(std::string_view line) = 0;
  // Before the first part and after the last one of a multipart.
  virtual void outside_line(std::string_view line) = 0;
};

// Octets in; calls the visitor. Depth of nesting and size of headers are limited: what exceeds them is
// content of a leaf.
class MimeWalker {
 public:
  // `headers` are the message's own; its leaf is number 0 if it has no parts.
  MimeWalker(const HeaderList& headers, MimeVisitor& visitor);

  void feed(std::string_view octets);
  void finish();

 private:
  enum class State { kHeader, kLeaf, kOutside };

  void take(std::string_view line);
  void begin_content(const ContentType& type);
  void end_leaf(bool is_before_boundary);
  void header_line(std::string_view line);
  void end_header(bool has_empty_line);
  // Index of the multipart whose boundary the line is, or -1.
  [[nodiscard]] int boundary_level(std::string_view line, bool& is_last) const;

  struct Multipart {
    std::string boundary;
    bool is_digest;
  };

  MimeVisitor& visitor_;
  State state_ = State::kLeaf;
  std::vector<Multipart> open_;
  std::string line_;
  bool is_line_start_ = true;  // of what `line_` will hold
  std::string header_text_;
  std::string default_type_ = "text/plain";
  size_t leaf_ = 0;
  size_t next_leaf_ = 0;
  size_t message_depth_ = 0;  // messages directly inside each other
};

}  // namespace sendwright::message
