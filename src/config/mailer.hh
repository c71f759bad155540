// A mailer (M line): how a delivery agent is run and how addresses are written for it.
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sendwright::config {

class MailerFlags {
 public:
  [[nodiscard]] bool has(char flag) const { return bits_[static_cast<unsigned char>(flag)]; }
  void set(char flag) { bits_.set(static_cast<unsigned char>(flag)); }
  void clear(char flag) { bits_.reset(static_cast<unsigned char>(flag)); }
  // The letters in the order of their character codes.
  [[nodiscard]] std::string text() const;

 private:
  std::bitset<256> bits_;
};

// A ruleset by number; 0 means none in S= and R=.
using RulesetNumber = int;

struct Mailer {
  int index = 0;  // position in Configuration::mailers
  std::string name;
  std::string path;                   // P=: program, `[IPC]`, `[FILE]`
  std::vector<std::string> argv;      // A=: templates for expand()
  std::string argv_text;              // A= as written, a template
  MailerFlags flags;                  // F=
  RulesetNumber sender_envelope = 0;  // S=envelope/header
  RulesetNumber sender_header = 0;
  RulesetNumber recipient_envelope = 0;  // R=envelope/header
  RulesetNumber recipient_header = 0;
  std::string eol = "\n";            // E=
  std::size_t line_limit = 0;        // L=: octets, 0: no limit
  std::uint64_t max_size = 0;        // M=: octets, 0: no limit
  std::size_t max_messages = 0;      // m=: messages a connection, 0: no limit
  std::size_t max_recipients = 100;  // r=: recipients an envelope
  std::string directory;             // D=: colon list, template
  std::string chroot_directory;      // /=: template
  std::string user;                  // U= as written, `user[:group]`
  std::optional<unsigned> uid;       // from U=
  std::optional<unsigned> gid;
  int nice = 0;          // N=
  std::string charset;   // C=
  std::string mta_type;  // T=mta/address/diagnostic; empty: undefined
  std::string address_type;
  std::string diagnostic_type;
  std::string wait;         // W=
  std::string queue_group;  // Q=

  [[nodiscard]] bool is_ipc() const { return path == "[IPC]"; }
  [[nodiscard]] bool is_file() const { return path == "[FILE]"; }
  [[nodiscard]] bool is_lmtp() const { return flags.has('z'); }
};

}  // namespace sendwright::config
