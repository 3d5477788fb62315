#include "codecs/encode/jpg_kernels.h"

namespace triforium::codecs::detail {

#ifndef TRIFORIUM_HAS_AVX512_KERNELS
JpgKernels const* avx512_jpg_kernels() {
  return nullptr;
}
#endif

JpgKernels const* jpg_kernels() {
  return avx512_jpg_kernels();
}

}  // namespace triforium::codecs::detail
