// Agent requests and results as packets between the queue manager and the master
// (docs/process-messages.md describes the encoding of fields).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hh"
#include "delivery/agent.hh"

namespace sendwright::delivery {

inline constexpr uint8_t kAgentRequestPacket = 16;
inline constexpr uint8_t kAgentResultPacket = 17;

// The id pairs a result with its request; the sender of requests chooses it.
struct NumberedRequest {
  int64_t id = 0;
  AgentRequest request;
};
struct NumberedResult {
  int64_t id = 0;
  AgentResult result;
  bool is_output_attached = false;  // the output is in the file that came with the packet
};

// Longer output travels in an attached file.
inline constexpr size_t kMaxOutputInPacket = 65536;

[[nodiscard]] std::string encode_request(int64_t id, const AgentRequest& request);
[[nodiscard]] std::string encode_result(int64_t id, const AgentResult& result);
// An error for a packet that is not complete, of another type, or asks for something that no request
// may ask for (relative paths, words with NUL in them).
[[nodiscard]] base::Result<NumberedRequest> decode_request(std::string_view packet);
[[nodiscard]] base::Result<NumberedResult> decode_result(std::string_view packet);

}  // namespace sendwright::delivery
