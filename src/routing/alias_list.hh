// The lists that aliases, .forward and :include: files are made of: addresses between commas.
//
// A list member is an address with or without a phrase (`Full Name <user@host>`) and comments in
// parentheses, `\user`, a program (`"|command args"`), a file (`/path`) or `:include:/path`. Quotes
// protect commas; in files each line is a list of its own and lines that begin with `#` are comments.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sendwright::routing {

// The members of an alias value: phrase and comments removed, no empty ones.
[[nodiscard]] std::vector<std::string> split_members(std::string_view value);

// The members of the lines of a .forward or :include: file.
[[nodiscard]] std::vector<std::string> split_member_file(std::string_view content);

// What a member is, apart from an address that rules have to resolve.
enum class MemberKind { kAddress, kProgram, kFile, kInclude };

struct Member {
  MemberKind kind = MemberKind::kAddress;
  std::string text;  // the command without `|`, the path, or the address as it stands
};

// Tells programs, files and includes from addresses: by their beginning, quotes around them ignored.
// `/user@host` is an address.
[[nodiscard]] Member classify_member(std::string_view member);

// The text without the quotes around quoted strings and without the backslashes in front of quoted
// characters, as a mailbox or a program has it.
[[nodiscard]] std::string without_quotes(std::string_view text);

}  // namespace sendwright::routing
