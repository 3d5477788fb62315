// OpenJPEG as Debian builds it keeps its assertions, and a damaged code-block of HTJ2K makes one fail: the process
// would end. Here the failure ends the decoding only.
#pragma once

#include <string>

namespace triforium::codecs::jp2 {

// Calls work(data), which may run C code only. Empty if it returned; otherwise the assertion that failed in it. What
// the C code then still held on its stack is lost: its owner destroys the rest.
std::string catch_assertion(void (*work)(void*), void* data);

}  // namespace triforium::codecs::jp2
