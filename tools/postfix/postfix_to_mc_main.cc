// The program postfix-to-mc.
#include <iostream>
#include <string>
#include <vector>

#include "tools/postfix/command.hh"

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  const auto code = sendwright::postfix::run_command(arguments, std::cin, std::cout, std::cerr);
  std::cout.flush();
  const bool is_lost = !std::cout && code == sendwright::base::ExitCode::kOk;
  return sendwright::base::to_int(is_lost ? sendwright::base::ExitCode::kIoError : code);
}
