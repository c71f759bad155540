// Where text comes from: the chain of calls and files behind each piece of input, for the source
// map (--source-map) and for warnings that name the line of the .mc. In: each macro call written in
// a file, as it is expanded. Out: a small number for it (OriginId), and from that number the chain.
//
// Words: a call is "written in a file" when its name was read from a file (or from an argument of
// ifdef or ifelse there, which is the file's own text let through) and not from a macro's body.
// What it expands to, and the files it brings in, have that call as their origin, however deep.
//
// Example: sendmail.mc:12 holds FEATURE(`access_db'), which includes feature/access_db.m4. The text
// on its line 31 is Place{origin of that call, no cause, "feature/access_db.m4", 31}, rendered
//   sendmail.mc:12 FEATURE(access_db) → feature/access_db.m4:31
// Text that stands inside ifdef(`_ACCESS_TABLE_', ...) elsewhere has as its cause the origin of
// that name's definition, and reads
//   m4/check.m4:45 because sendmail.mc:12 FEATURE(access_db) → feature/access_db.m4:7
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "m4/diagnostics.hh"

namespace sendwright::m4 {

class Arguments;

// A call written in a file, by its number in the OriginTable; 0: not known.
using OriginId = std::uint32_t;

// Where a piece of text comes from. With a file, the text itself stands there, and `origin' is the
// call that brought the file in (0: the command line did). Without one, it is what `origin' expands
// to. `cause': the definition that let the text through an ifdef, or that holds it.
struct Place {
  OriginId origin = 0;
  OriginId cause = 0;
  const std::string* file = nullptr;  // lives as long as the processor
  int line = 0;

  bool operator==(const Place&) const = default;
};

// One step of a chain.
struct ChainLink {
  Location location;
  std::string call;  // empty for the text itself
  bool begins_cause;      // the steps from here on say why the ones before are there
};

class OriginTable {
 public:
  OriginTable();
  // Makes room for what is usual.
  void reserve();

  // A call of `name' at `place' (which has a file).
  OriginId add_call(const Place& place, std::string_view name, const Arguments& arguments);
  // The same with its text ready: what the command line defines.
  OriginId add(const Place& place, std::string_view call);
  // The same call, let through by `cause'.
  OriginId with_cause(OriginId origin, OriginId cause);

  // The file that begins the macro library (cf.m4) has been opened by this call, or by the command
  // line (0): that something comes from there explains nothing.
  void set_library(OriginId call, const std::string* file);
  // Whether this place is the library's own doing: what is defined there explains nothing.
  [[nodiscard]] bool is_library(const Place& place) const {
    return place.origin != 0 && place.cause == 0 && origins_[place.origin].reason == 0;
  }

  // A definition whose first `size' bytes are those of a former one: a number for it that knows
  // both, and from such a number the one that a byte belongs to.
  OriginId extend(OriginId origin, OriginId former, std::size_t size);
  [[nodiscard]] bool is_extended(OriginId origin) const {
    return !extensions_.empty() && extensions_.contains(origin);
  }
  [[nodiscard]] OriginId piece(OriginId origin, std::size_t offset) const;

  // Of the two, what explains text of this origin better: the newer where it leads to another place
  // of the site's own files than the text itself does.
  [[nodiscard]] OriginId better_cause(OriginId newer, OriginId older, OriginId text) const;

  // Outermost first, then the same for the causes. Empty when nothing is known.
  [[nodiscard]] std::vector<ChainLink> chain(const Place& place) const;
  // The innermost file and line.
  [[nodiscard]] Location location(const Place& place) const;
  // The place in the site's own files that this comes from: the outermost call of the last cause
  // that has one; without a cause, of the place itself.
  [[nodiscard]] Location site_location(const Place& place) const;
  // The chain for a person to read, file names as they were opened.
  [[nodiscard]] std::string render(const Place& place) const;

  // The call as it is shown: on one line, cut where it grows long.
  [[nodiscard]] std::string call_text(OriginId id) const;

 private:
  struct Origin {
    Place place;            // where the call stands
    OriginId reason;        // the outermost call, in the site's files, that this comes from
    std::uint32_t text;     // of the call, in texts_
    std::uint32_t length;
  };

  OriginId copy(OriginId id, OriginId cause);
  void append_call_text(std::string_view name, const Arguments& arguments);
  OriginId add(const Place& place, std::size_t text);
  void append_chain(std::vector<ChainLink>& chain, const Place& place, bool is_cause) const;
  [[nodiscard]] OriginId cause_of(const Place& place) const;

  struct Extension {
    OriginId former;
    std::size_t size;
  };

  std::vector<Origin> origins_;  // [0] is the unknown one
  std::string texts_;
  std::unordered_map<OriginId, Extension> extensions_;
  const std::string* library_file_ = nullptr;
  OriginId last_derived_ = 0;
  OriginId last_derived_from_ = 0;
};

// The places of the lines of an output, in order: runs of lines that count up or stand still.
class LineOrigins {
 public:
  struct Run {
    Place first;
    std::uint32_t count;
    bool counts_up;  // each line comes from the line behind that of the one before
  };

  // Whether text that follows needs to be told where it comes from.
  [[nodiscard]] bool wants(std::string_view text) const {
    return !is_settled_ || text.find('\n') != std::string_view::npos;
  }
  // Text that follows; `place' is that of its first byte.
  void add(std::string_view text, Place place);
  // The lines of another output, put behind this one.
  void append(LineOrigins&& other);

  [[nodiscard]] const std::vector<Run>& runs() const { return runs_; }
  // Lines, with one that has no newline yet.
  [[nodiscard]] std::uint64_t count() const { return count_; }

 private:
  void push(const Place& place);
  void pop();

  std::vector<Run> runs_;
  std::uint64_t count_ = 0;
  bool is_in_line_ = false;  // the last line has no newline yet
  bool is_settled_ = false;  // and it has more than blanks
};

}  // namespace sendwright::m4
