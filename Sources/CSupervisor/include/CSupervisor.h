// A small process between a worker and a user's program, which outlives neither.

#ifndef PODIUM_SUPERVISOR_H
#define PODIUM_SUPERVISOR_H

#include <stdint.h>
#include <sys/types.h>

/// A program to run under a supervisor.
struct podium_program {
    /// The words of the command, and a null pointer; the first is found through PATH.
    char *const *arguments;
    /// `NAME=VALUE`, and a null pointer.
    char *const *environment;
    /// The working directory.
    const char *directory;
    /// What the program's standard output and standard error are; its input is empty.
    int output;
    int errors;
    /// The supervisor's end of a stream socket: orders come in, events go out.
    int control;
};

/// What a supervisor reports.
enum podium_event_kind {
    /// The program runs; the value is its process.
    podium_event_started = 1,
    /// The program was not started; the value is the error number, `detail` a `podium_step`.
    podium_event_failed = 2,
    /// The program has ended; the value is its wait status, `detail` 1 if other processes of it
    /// remain.
    podium_event_ended = 3,
    /// No process of the program is left; the supervisor ends. The value is 1 if some could not be
    /// ended.
    podium_event_gone = 4,
};

/// The step that failed.
enum podium_step { podium_step_directory = 0, podium_step_start = 1 };

/// An event as it is on the control socket.
struct podium_event {
    int32_t kind;
    int32_t value;
    int64_t detail;
};

/// Orders on the control socket, a byte each: send SIGTERM to the program's process group; kill
/// every process of the program. The end of the stream is the second order.
enum podium_order { podium_order_end = 'T', podium_order_kill = 'K' };

/// Starts a supervisor, and with it the program.
///
/// The supervisor adopts what the program leaves behind (on Linux, whatever group or session it is
/// in), so at the end nothing is left. If the caller's process ends, the control socket's stream
/// ends, and the supervisor kills everything. If the supervisor itself is killed, the system kills
/// the program.
///
/// Returns the supervisor's process, or a negative number with errno. The caller waits for it, and
/// closes its copies of the descriptors.
pid_t podium_supervise(const struct podium_program *program);

#endif
