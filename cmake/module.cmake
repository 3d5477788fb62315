# triforium_module(<room> SOURCES … TESTS … LIBRARIES …)
#
# Makes triforium_<room> (static), links the rooms that cmake/layers.txt allows and the external LIBRARIES, and, where
# tests are built, triforium_<room>_test with one CTest entry for each GoogleTest case's suite.
set(TRIFORIUM_LAYERS_FILE ${CMAKE_CURRENT_LIST_DIR}/layers.txt)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${TRIFORIUM_LAYERS_FILE})

function(triforium_allowed_rooms room result)
  file(STRINGS ${TRIFORIUM_LAYERS_FILE} lines REGEX "^[a-z_]+:")
  set(all "")
  set(allowed "")
  foreach(line IN LISTS lines)
    string(REGEX MATCH "^([a-z_]+):[ ]*(.*)$" _ "${line}")
    set(name "${CMAKE_MATCH_1}")
    separate_arguments(rooms UNIX_COMMAND "${CMAKE_MATCH_2}")
    if(name STREQUAL room)
      set(allowed ${rooms})
    else()
      list(APPEND all ${name})
    endif()
  endforeach()
  if(allowed STREQUAL "*")
    set(allowed ${all})
  endif()
  list(TRANSFORM allowed PREPEND triforium_)
  set(${result} ${allowed} PARENT_SCOPE)
endfunction()

# clang 14 cannot compile coroutines with the undefined-behaviour sanitizer ("difference across sections").
function(triforium_spare_coroutines)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang" OR NOT TRIFORIUM_SANITIZE MATCHES "undefined")
    return()
  endif()
  foreach(source IN LISTS ARGN)
    file(STRINGS ${source} coroutine REGEX "co_await|co_return" LIMIT_COUNT 1)
    if(coroutine)
      set_source_files_properties(${source} PROPERTIES COMPILE_OPTIONS -fno-sanitize=undefined)
    endif()
  endforeach()
endfunction()

function(triforium_module room)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;TESTS;LIBRARIES")
  triforium_allowed_rooms(${room} rooms)
  triforium_spare_coroutines(${arg_SOURCES} ${arg_TESTS})

  add_library(triforium_${room} STATIC ${arg_SOURCES})
  target_include_directories(triforium_${room} PUBLIC ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(triforium_${room} PUBLIC ${rooms} ${arg_LIBRARIES} PRIVATE triforium_warnings)

  if(BUILD_TESTING AND arg_TESTS)
    add_executable(triforium_${room}_test ${arg_TESTS})
    target_link_libraries(triforium_${room}_test PRIVATE triforium_${room} triforium_test_support GTest::gmock
      GTest::gtest_main triforium_warnings)
    add_test(NAME ${room} COMMAND triforium_${room}_test)
    # One seed for the properties: what passed here passes everywhere. CONTRIBUTING.md tells how to try many others.
    set_tests_properties(${room} PROPERTIES LABELS unit TIMEOUT 600 ENVIRONMENT "RC_PARAMS=seed=1815")
  endif()
endfunction()
