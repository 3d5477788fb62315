# Warnings are errors on our own code only: system headers come in as SYSTEM and stay quiet.
add_library(triforium_warnings INTERFACE)
target_compile_options(triforium_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 reports these wrongly inside coroutine frames and std::variant when optimising.
  target_compile_options(triforium_warnings INTERFACE -Wno-maybe-uninitialized -Wno-restrict -Wno-array-bounds
    -Wno-stringop-overflow -Wno-stringop-overread -Wno-dangling-pointer -Wno-mismatched-new-delete)
  if(TRIFORIUM_SANITIZE MATCHES "thread")
    # Asio's fences are not understood by the thread sanitizer; g++ says so in every file.
    target_compile_options(triforium_warnings INTERFACE -Wno-tsan)
  endif()
endif()
