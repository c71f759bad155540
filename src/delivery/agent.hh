// A delivery agent: a short-lived process with the recipient's uid that puts one message into a
// mailbox, a file or a program, or reads a user's .forward or :include: file. Requests are typed and
// narrow; the master process forks the agent and never looks into the message.
#pragma once

#include <string>
#include <vector>

#include "base/file_safety.hh"
#include "base/result.hh"
#include "base/waiter.hh"

namespace sendwright::delivery {

enum class AgentTask { kMailbox, kMaildir, kFile, kProgram, kLmtpProgram, kReadFile };

// What an agent is asked to do. All paths are absolute.
struct AgentRequest {
  AgentTask task = AgentTask::kMailbox;
  std::string login;                     // for initgroups and messages; empty: only uid and gid
  long uid = -1;                         // -1: as the requesting process (when not root)
  long gid = -1;
  std::string path;                      // mailbox, file or program
  std::vector<std::string> arguments;    // argv of a program (never given to a shell by us)
  std::vector<std::string> environment;  // NAME=value
  std::vector<std::string> directories;  // D=: the first that can be entered is the working directory
  std::string root_directory;            // mailer equate `/=`; empty: none
  int nice = 0;
  // The rendered head of what is written before the body: From_ line if wanted, header, empty line.
  // Lines end in "\n"; the agent converts to `end_of_line`.
  std::string prologue;
  std::string end_of_line = "\n";        // E=
  size_t line_limit_octets = 0;          // L=; 0: none
  bool escapes_from_lines = false;       // flag E
  bool appends_empty_line = false;       // flag b; mailboxes always do
  bool is_7bit = false;                  // flag 7
  std::string lmtp_sender;               // kLmtpProgram: MAIL From
  std::vector<std::string> lmtp_recipients;
  unsigned file_mode = 0600;
  size_t read_limit_octets = 1 << 20;    // kReadFile: longer files are refused
  base::UserFileSafety read_safety;    // kReadFile
  bool accepts_any_owner = false;        // kReadFile: else the user, root and the trusted owner
  long timeout_seconds = 3600;
  std::string greeting_name;             // kLmtpProgram: what LHLO says
  std::string lmtp_mail_parameters;      // kLmtpProgram: ` SIZE=n BODY=8BITMIME`, sent if offered
};

// `exit_code` of a program that a signal ended: kKilledBySignal plus the signal's number.
inline constexpr int kKilledBySignal = 256;

// What came of it. `exit_code` follows sysexits; for kReadFile 0 means that `output` is the content,
// kNoInput that there is no such file, kNoPermission that it is unsafe or may not be read.
struct AgentResult {
  int exit_code = 0;
  std::string message;               // for log and transcript
  std::string output;                // program output (bounded) or file content
  long owner_uid = -1;               // kReadFile: the file's owner
  long owner_gid = -1;
  std::string owner_login;           // kReadFile: empty if the machine has no such user
  bool is_safe_for_programs = true;  // kReadFile: see UserFileSafety
  std::vector<std::string> replies;  // kLmtpProgram: the reply for each recipient
  std::vector<std::string> transcript;  // kLmtpProgram: `>>>` and `<<<` lines
};

// Runs agents: through the master process in a daemon, by forking in a command. Safe to call from
// many coroutines at once.
class AgentLauncher {
 public:
  virtual ~AgentLauncher() = default;

  // `body_fd` is the message body, lines ending in "\n" (-1: none); the agent reads it from its start.
  // An error means that no agent could be had: temporary.
  [[nodiscard]] virtual base::Result<AgentResult> launch(const AgentRequest& request, int body_fd,
                                                         base::Waiter& waiter) = 0;
};

}  // namespace sendwright::delivery
