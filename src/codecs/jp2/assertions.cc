#include "codecs/jp2/assertions.h"

#include <csetjmp>
#include <cstdio>
#include <cstdlib>

namespace triforium::codecs::jp2 {
namespace {

// Where a failed assertion of this thread leads to; null: to the end of the process, as everywhere.
thread_local std::jmp_buf* landing = nullptr;
thread_local char failed[256];

}  // namespace

std::string catch_assertion(void (*work)(void*), void* data) {
  std::jmp_buf here;
  if (setjmp(here) != 0) {
    landing = nullptr;
    return failed;
  }
  landing = &here;
  work(data);
  landing = nullptr;
  return {};
}

}  // namespace triforium::codecs::jp2

// The C library's function is called through the linker's table, so this definition takes its place in the whole
// process. https://refspecs.linuxbase.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/baselib---assert-fail-1.html
// NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming): the name is the C library's.
extern "C" [[noreturn]] void __assert_fail(char const* assertion, char const* file, unsigned line,
                                           char const* function) noexcept {
  using namespace triforium::codecs::jp2;
  std::snprintf(failed, sizeof failed, "%s:%u: %s: %s", file, line, function, assertion);
  if (landing != nullptr) std::longjmp(*landing, 1);
  std::fprintf(stderr, "%s\n", failed);
  std::abort();
}
