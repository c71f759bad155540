// Exit codes of the commands and of programs that deliver mail (sysexits.h, "EX_*").
#pragma once

namespace sendwright::base {

enum class ExitCode : int {
  kOk = 0,
  kUsage = 64,           // bad flags, no recipients, bad address syntax
  kDataError = 65,       // bad input data
  kNoInput = 66,         // cannot open input
  kNoUser = 67,          // unknown user
  kNoHost = 68,          // unknown host
  kUnavailable = 69,     // service unavailable
  kSoftware = 70,        // internal error, unknown option
  kSystemError = 71,     // cannot fork and the like: temporary
  kSystemFile = 72,      // a needed file is missing
  kCannotCreate = 73,    // cannot create output
  kIoError = 74,         // input or output error
  kTemporaryFailure = 75,  // try again later
  kProtocol = 76,        // remote error in protocol
  kNoPermission = 77,    // permission denied
  kConfiguration = 78,   // configuration error
};

[[nodiscard]] constexpr int to_int(ExitCode code) { return static_cast<int>(code); }

}  // namespace sendwright::base
