#include "smtp/server/help.hh"

#include "base/environment.hh"
#include "base/strings.hh"

namespace sendwright::smtp::server {
namespace {

constexpr size_t kMaxHelpLines = 200;
constexpr size_t kMaxHelpFile = 1 << 20;  // octets

std::string with_version(std::string_view text, std::string_view version) {
  std::string out(text);
  if (const size_t at = out.find("$v"); at != std::string::npos) out.replace(at, 2, version);
  return out;
}

}  // namespace

Reply help(const std::string& file, const base::FileSafety& safety, std::string_view topic,
           std::string_view version) {
  const base::OpenedFile opened = base::open_safely(file, safety);
  const auto content = opened.problem.empty()
                           ? base::system_environment().read_all(opened.file.get(), kMaxHelpFile)
                           : base::permanent(opened.problem);
  if (!content) return {502, "5.3.0", "Sendmail " + std::string(version) + " -- HELP not implemented"};
  const std::string_view wanted = topic.empty() ? "smtp" : topic;
  Reply reply;
  reply.code = 214;
  reply.enhanced_status = "2.0.0";
  for (const std::string_view line : base::split(*content, '\n')) {
    if (reply.lines.size() == kMaxHelpLines) break;
    const size_t tab = line.find('\t');
    if (line.starts_with('#') || tab == std::string::npos) continue;
    if (base::trim(line.substr(0, tab)) != wanted) continue;
    reply.lines.push_back(with_version(line.substr(tab + 1), version));
  }
  if (reply.lines.empty()) {
    return {504, "5.3.0", "HELP topic \"" + base::printable(topic, 64) + "\" unknown"};
  }
  reply.lines.emplace_back("End of HELP info");
  return reply;
}

}  // namespace sendwright::smtp::server
