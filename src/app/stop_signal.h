// SIGINT and SIGTERM, for commands that end cleanly between two steps.
#pragma once

namespace triforium::app {

// From now on the first of them is remembered; the second ends the program as it always did.
void remember_stop_signals();
bool was_told_to_stop();

}  // namespace triforium::app
