// What the threads of the server are to the system's scheduler. Wishes: where they are refused, everything works as
// well, if not as promptly.
#pragma once

namespace triforium {

// For the calling thread, for good: what it does takes seconds anyway, and may wait for whoever is waited for.
void step_back();

// Called often, every few microseconds of work, by what may run on a thread that stepped back: who waits for the core
// gets it now, and not at the scheduler's next tick. On other threads it does nothing.
void let_others_run();

}  // namespace triforium
