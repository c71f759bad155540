#include "delivery/agent_codec.hh"

#include <algorithm>

#include "base/wire.hh"

namespace sendwright::delivery {
namespace {

using base::WireReader;
using base::WireWriter;

// No request has more words than fit into a packet as empty texts.
constexpr int64_t kMaxWords = 65536;

void write_list(WireWriter& writer, const std::vector<std::string>& words) {
  writer.number(static_cast<int64_t>(words.size()));
  for (const std::string& word : words) writer.text(word);
}

std::vector<std::string> read_list(WireReader& reader) {
  std::vector<std::string> words;
  const int64_t count = reader.number();
  if (count < 0 || count > kMaxWords) {
    while (reader.is_valid()) (void)reader.text();
    return words;
  }
  for (int64_t i = 0; i < count && reader.is_valid(); ++i) words.push_back(reader.text());
  return words;
}

void write_safety(WireWriter& writer, const base::FileSafety& safety) {
  writer.number(safety.checks_directories).number(safety.accepts_group_writable_directories);
  writer.number(safety.accepts_sticky_directories).number(safety.accepts_links);
  writer.number(safety.accepts_links_in_group_writable_directories);
  writer.number(safety.accepts_group_writable_files).number(safety.accepts_world_writable_files);
  writer.number(safety.trusted_owner ? static_cast<int64_t>(*safety.trusted_owner) : -1);
}

base::FileSafety read_safety(WireReader& reader) {
  base::FileSafety safety;
  safety.checks_directories = reader.number() != 0;
  safety.accepts_group_writable_directories = reader.number() != 0;
  safety.accepts_sticky_directories = reader.number() != 0;
  safety.accepts_links = reader.number() != 0;
  safety.accepts_links_in_group_writable_directories = reader.number() != 0;
  safety.accepts_group_writable_files = reader.number() != 0;
  safety.accepts_world_writable_files = reader.number() != 0;
  const int64_t owner = reader.number();
  if (owner >= 0) safety.trusted_owner = static_cast<uid_t>(owner);
  return safety;
}

bool has_nul(std::string_view text) { return text.find('\0') != std::string_view::npos; }

bool any_has_nul(const std::vector<std::string>& words) {
  return std::ranges::any_of(words, [](const std::string& word) { return has_nul(word); });
}

// What makes a request that no honest sender writes.
std::string objection(const AgentRequest& request) {
  if (!request.path.starts_with('/')) return "its path is not absolute";
  if (!request.root_directory.empty() && !request.root_directory.starts_with('/')) {
    return "its root directory is not absolute";
  }
  if (has_nul(request.path) || has_nul(request.login) || has_nul(request.root_directory) ||
      any_has_nul(request.arguments) || any_has_nul(request.environment) ||
      any_has_nul(request.directories)) {
    return "a word of it has a NUL";
  }
  if (request.timeout_seconds <= 0) return "it has no time limit";
  const bool is_program =
      request.task == AgentTask::kProgram || request.task == AgentTask::kLmtpProgram;
  if (is_program && request.arguments.empty()) return "a program needs its name as argument";
  return {};
}

}  // namespace

std::string encode_request(int64_t id, const AgentRequest& request) {
  WireWriter writer(kAgentRequestPacket);
  writer.number(id).number(static_cast<int64_t>(request.task)).text(request.login);
  writer.number(request.uid).number(request.gid).text(request.path);
  write_list(writer, request.arguments);
  write_list(writer, request.environment);
  write_list(writer, request.directories);
  writer.text(request.root_directory).number(request.nice).text(request.prologue);
  writer.text(request.end_of_line).number(static_cast<int64_t>(request.line_limit_octets));
  writer.number(request.escapes_from_lines).number(request.appends_empty_line);
  writer.number(request.is_7bit).text(request.lmtp_sender);
  write_list(writer, request.lmtp_recipients);
  writer.number(request.file_mode).number(static_cast<int64_t>(request.read_limit_octets));
  write_safety(writer, request.read_safety.for_addresses);
  write_safety(writer, request.read_safety.for_programs);
  writer.number(request.accepts_any_owner);
  writer.number(request.timeout_seconds).text(request.greeting_name);
  writer.text(request.lmtp_mail_parameters);
  return writer.packet();
}

base::Result<NumberedRequest> decode_request(std::string_view packet) {
  WireReader reader(packet);
  if (reader.type() != kAgentRequestPacket) return base::permanent("not an agent request");
  NumberedRequest numbered;
  AgentRequest& request = numbered.request;
  numbered.id = reader.number();
  const int64_t task = reader.number();
  if (task < 0 || task > static_cast<int64_t>(AgentTask::kReadFile)) {
    return base::permanent("agent request for an unknown task");
  }
  request.task = static_cast<AgentTask>(task);
  request.login = reader.text();
  request.uid = reader.number();
  request.gid = reader.number();
  request.path = reader.text();
  request.arguments = read_list(reader);
  request.environment = read_list(reader);
  request.directories = read_list(reader);
  request.root_directory = reader.text();
  request.nice = static_cast<int>(std::clamp<int64_t>(reader.number(), -20, 19));
  request.prologue = reader.text();
  request.end_of_line = reader.text();
  request.line_limit_octets = static_cast<size_t>(std::max<int64_t>(reader.number(), 0));
  request.escapes_from_lines = reader.number() != 0;
  request.appends_empty_line = reader.number() != 0;
  request.is_7bit = reader.number() != 0;
  request.lmtp_sender = reader.text();
  request.lmtp_recipients = read_list(reader);
  request.file_mode = static_cast<unsigned>(reader.number()) & 0777;
  request.read_limit_octets = static_cast<size_t>(std::max<int64_t>(reader.number(), 0));
  request.read_safety.for_addresses = read_safety(reader);
  request.read_safety.for_programs = read_safety(reader);
  request.accepts_any_owner = reader.number() != 0;
  request.timeout_seconds = reader.number();
  request.greeting_name = reader.text();
  request.lmtp_mail_parameters = reader.text();
  if (!reader.is_complete()) return base::permanent("incomplete agent request");
  if (const std::string reason = objection(request); !reason.empty()) {
    return base::permanent("agent request refused: " + reason);
  }
  return numbered;
}

std::string encode_result(int64_t id, const AgentResult& result) {
  WireWriter writer(kAgentResultPacket);
  writer.number(id).number(result.exit_code).text(result.message);
  const bool is_attached = result.output.size() > kMaxOutputInPacket;
  writer.text(is_attached ? std::string_view() : result.output).number(is_attached);
  writer.number(result.owner_uid).number(result.owner_gid).text(result.owner_login);
  writer.number(result.is_safe_for_programs);
  write_list(writer, result.replies);
  write_list(writer, result.transcript);
  return writer.packet();
}

base::Result<NumberedResult> decode_result(std::string_view packet) {
  WireReader reader(packet);
  if (reader.type() != kAgentResultPacket) return base::permanent("not an agent result");
  NumberedResult numbered;
  numbered.id = reader.number();
  numbered.result.exit_code = static_cast<int>(reader.number());
  numbered.result.message = reader.text();
  numbered.result.output = reader.text();
  numbered.is_output_attached = reader.number() != 0;
  numbered.result.owner_uid = reader.number();
  numbered.result.owner_gid = reader.number();
  numbered.result.owner_login = reader.text();
  numbered.result.is_safe_for_programs = reader.number() != 0;
  numbered.result.replies = read_list(reader);
  numbered.result.transcript = read_list(reader);
  if (!reader.is_complete()) return base::permanent("incomplete agent result");
  return numbered;
}

}  // namespace sendwright::delivery
