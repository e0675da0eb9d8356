# Lets a plugin project compile against the public headers: find_package(workbench) gives the target workbench::plugin_sdk
# (headers, C++20, rapidjson) and the function workbench_add_plugin(NAME SOURCES...).
get_filename_component(_workbench_include "${CMAKE_CURRENT_LIST_DIR}/../include" ABSOLUTE)

find_path(WORKBENCH_RAPIDJSON_INCLUDE_DIR rapidjson/rapidjson.h DOC "Folder that holds rapidjson/")
mark_as_advanced(WORKBENCH_RAPIDJSON_INCLUDE_DIR)
if(NOT WORKBENCH_RAPIDJSON_INCLUDE_DIR)
  set(workbench_FOUND FALSE)
  set(workbench_NOT_FOUND_MESSAGE "rapidjson 1.1.0 is missing (Debian and Ubuntu: rapidjson-dev)")
  return()
endif()

if(NOT TARGET workbench::plugin_sdk)
  add_library(workbench::plugin_sdk INTERFACE IMPORTED)
  target_include_directories(workbench::plugin_sdk SYSTEM INTERFACE "${WORKBENCH_RAPIDJSON_INCLUDE_DIR}")
  target_include_directories(workbench::plugin_sdk INTERFACE "${_workbench_include}")
  target_compile_features(workbench::plugin_sdk INTERFACE cxx_std_20)
endif()

# workbench_add_plugin(NAME SOURCES...): a module NAME.so that the server can load, replace on disk and unload again.
# `cmake --install` puts it into the install prefix itself, so a prefix of WORKSPACE/plugins delivers it to the server.
function(workbench_add_plugin name)
  if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    message(STATUS "${name}: no CMAKE_BUILD_TYPE, so it is compiled without optimisation and its timings say little")
  endif()
  add_library(${name} MODULE ${ARGN})
  target_link_libraries(${name} PRIVATE workbench::plugin_sdk)
  set_target_properties(${name} PROPERTIES PREFIX "" CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  # Unique symbols would tie plugins to each other and keep the file mapped after it was unloaded.
  target_compile_options(${name} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique>)
  # As the platform recommends for its headers.
  target_compile_definitions(${name} PRIVATE _CRT_SECURE_NO_WARNINGS)
  # An undefined symbol should stop the build, not the server.
  target_link_options(${name} PRIVATE -Wl,--no-undefined)
  install(TARGETS ${name} LIBRARY DESTINATION .)
endfunction()
