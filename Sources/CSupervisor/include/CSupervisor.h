// Small processes between a worker and users' programs, which outlive neither.

#ifndef PODIUM_SUPERVISOR_H
#define PODIUM_SUPERVISOR_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// What a supervisor reports.
enum podium_event_kind {
    /// The program runs; the value is its process.
    podium_event_started = 1,
    /// The program was not started; the value is the error number, `detail` a `podium_step`.
    podium_event_failed = 2,
    /// The program has ended; the value is its wait status, `detail` 1 if other processes of it
    /// remain. If none does, the supervisor waits for the next request.
    podium_event_ended = 3,
    /// No process of the program is left: after an order to kill, after a failed start, and after an
    /// end with others once these have ended too. The value is 1 if some could not be ended; the supervisor
    /// then ends too.
    podium_event_gone = 4,
};

/// The step that failed.
enum podium_step { podium_step_directory = 0, podium_step_start = 1, podium_step_cores = 2 };

/// An event as it is on the control socket.
struct podium_event {
    int32_t kind;
    int32_t value;
    int64_t detail;
};

/// Orders on the control socket: start a program, which a `podium_request` describes; send SIGTERM to
/// its process group; kill every process of it. The end of the stream is the last order too, and
/// ends the supervisor.
enum podium_order {
    podium_order_start = 'S',
    podium_order_end = 'T',
    podium_order_kill = 'K',
};

/// The cores that can be told, in words of 64.
enum { podium_core_words = 16 };

/// A program to start: the order, and the sizes of the texts that follow it.
struct podium_request {
    char order;
    /// The number of words of the command, and of environment variables.
    uint32_t arguments;
    uint32_t variables;
    /// Bytes of all texts.
    uint64_t bytes;
    /// The cores that the program may use, a bit for each; none for all.
    uint64_t cores[podium_core_words];
};

/// Bytes of a request's texts.
enum { podium_largest_request = 16 << 20 };

/// Starts a supervisor, for one program after the other.
///
/// It adopts what a program leaves behind (on Linux, whatever group or session it is in), so that
/// nothing of it is left at its end. If the caller's process ends, the control socket's stream ends,
/// and the supervisor kills everything. If the supervisor is killed, the system kills the program.
///
/// - Parameter control: the supervisor's end of a stream socket, of which the caller closes its copy.
///
/// Returns the supervisor's process, or a negative number with errno. The caller waits for its end.
pid_t podium_start_supervisor(int control);

/// Sends a request to a supervisor that has no program.
///
/// The texts are the working directory, the words of the command, and `NAME=VALUE` for each
/// variable; each ends with a zero byte. The descriptors are the program's standard output and
/// standard error; its input is empty.
///
/// Returns 0, or -1 with errno.
int podium_request_program(
    int control, const struct podium_request *request, const char *texts, int output, int errors);

/// The cores that this process may use, a bit for each.
///
/// Returns their number, 0 where the system does not tell.
int podium_own_cores(uint64_t cores[podium_core_words]);

#endif
