// Compiled for processors with AVX2 and FMA.
#include <immintrin.h>

#include "pixels/kernels.h"

namespace triforium {
namespace {

#define TRIFORIUM_VECTOR_BYTES 32
#include "pixels/kernels.inl"

}  // namespace

Kernels const* avx2_kernels() {
  static bool const is_supported = __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0;
  return is_supported ? &kTheseKernels : nullptr;
}

}  // namespace triforium
