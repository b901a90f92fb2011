// The supervisor of a user's program. It is forked from a process with threads, so it calls only C
// functions, and none that waits for a lock of another thread.

#define _GNU_SOURCE

#include "CSupervisor.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

extern char **environ;

/// The supervisor's own descriptors, beside the standard ones.
enum { control = 3, output = 4, errors = 5, first_foreign = 6 };

/// How long killed processes may take to end, in rounds of 10 ms.
enum { patience_rounds = 500 };

static void note_signal(int number) { (void)number; }

static void report(int32_t kind, int32_t value, int64_t detail) {
    struct podium_event event = {kind, value, detail};
    // If nobody listens any more, the end of the stream says what to do.
    while (send(control, &event, sizeof event, MSG_NOSIGNAL) < 0 && errno == EINTR) {}
}

static void close_from(int first) {
#ifdef SYS_close_range
    if (syscall(SYS_close_range, (unsigned)first, ~0u, 0u) == 0) return;
#endif
    long last = sysconf(_SC_OPEN_MAX);
    if (last < 0 || last > 1 << 16) last = 1 << 16;
    for (int descriptor = first; descriptor < last; descriptor++) close(descriptor);
}

/// Moves the descriptors to their places, and closes all others: a lock or a socket of the parent
/// would be held for as long as this process runs.
static int arrange(const struct podium_program *program) {
    // Above every place, so that no move overwrites what is still to be moved.
    int above = 16;
    int moved[3] = {
        fcntl(program->control, F_DUPFD_CLOEXEC, above),
        fcntl(program->output, F_DUPFD_CLOEXEC, above),
        fcntl(program->errors, F_DUPFD_CLOEXEC, above),
    };
    int nowhere = open("/dev/null", O_RDWR);
    if (nowhere < 0 || moved[0] < 0 || moved[1] < 0 || moved[2] < 0) return -1;
    for (int standard = 0; standard < 3; standard++) dup2(nowhere, standard);
    for (int place = 0; place < 3; place++) {
        if (dup2(moved[place], control + place) < 0) return -1;
        fcntl(control + place, F_SETFD, FD_CLOEXEC);
    }
    close_from(first_foreign);
    return 0;
}

/// Whether a process is a child of another one, by `/proc/PID/stat`.
static int is_child(const char *process, pid_t parent) {
    char path[64], text[512];
    snprintf(path, sizeof path, "/proc/%.20s/stat", process);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    ssize_t count = read(file, text, sizeof text - 1);
    close(file);
    if (count <= 0) return 0;
    text[count] = 0;
    // The program's name, in parentheses, may contain anything.
    const char *rest = strrchr(text, ')');
    char state;
    int found;
    return rest && sscanf(rest + 1, " %c %d", &state, &found) == 2 && found == parent;
}

/// Kills the children of this process, the adopted ones included.
///
/// The children of a killed process become children of this one: the next call kills them.
static void kill_children(void) {
    DIR *processes = opendir("/proc");
    if (!processes) return;
    struct dirent *entry;
    while ((entry = readdir(processes))) {
        if (!isdigit((unsigned char)entry->d_name[0])) continue;
        if (is_child(entry->d_name, getpid())) kill(atoi(entry->d_name), SIGKILL);
    }
    closedir(processes);
}

/// Reaps what has ended; says whether a child is left.
static int reap(pid_t *program) {
    int status;
    pid_t ended;
    while ((ended = waitpid(-1, &status, WNOHANG)) > 0) {
        if (ended != *program) continue;
        *program = 0;
        siginfo_t other;
        memset(&other, 0, sizeof other);
        int none = waitid(P_ALL, 0, &other, WEXITED | WNOHANG | WNOWAIT) != 0 && errno == ECHILD;
        report(podium_event_ended, status, !none);
    }
    return !(ended < 0 && errno == ECHILD);
}

/// Kills the program and everything that it started, and waits for their ends.
static void end_all(pid_t program) {
    pid_t group = program;
    int rounds = 0;
    while (reap(&program)) {
        if (rounds++ == patience_rounds) {
            // Processes in a system call that can't be interrupted.
            report(podium_event_gone, 1, 0);
            _exit(1);
        }
        if (program) kill(-group, SIGKILL);
        kill_children();
        if (rounds > 1) {
            struct timespec pause = {0, 10 * 1000 * 1000};
            nanosleep(&pause, 0);
        }
    }
    report(podium_event_gone, 0, 0);
    _exit(0);
}

/// The new process, until it becomes the program.
static void become(const struct podium_program *program, pid_t supervisor, int volatile *step) {
    // Its own session: no terminal, and a group that signals reach as a whole.
    setsid();
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != supervisor) _exit(127);
#else
    (void)supervisor;
#endif
    for (int number = 1; number < 32; number++) signal(number, SIG_DFL);
    sigset_t nothing;
    sigemptyset(&nothing);
    sigprocmask(SIG_SETMASK, &nothing, 0);
    *step = podium_step_directory;
    if (chdir(program->directory) != 0) return;
    *step = podium_step_start;
    if (dup2(output, 1) < 0 || dup2(errors, 2) < 0) return;
    execvp(program->arguments[0], program->arguments);
}

/// Starts the program; returns its process, or 0 if it was not started.
static pid_t start(const struct podium_program *program) {
    int volatile failure = 0, step = podium_step_start;
    pid_t supervisor = getpid();
    environ = (char **)program->environment;
#ifdef __linux__
    // The new process uses this one's memory until it is the program, so nothing is copied, and
    // it can say why it failed.
    pid_t child = vfork();
#else
    pid_t child = fork();
#endif
    if (child == 0) {
        become(program, supervisor, &step);
        failure = errno;
        _exit(127);
    }
    if (child < 0) failure = errno;
    if (failure) {
        if (child > 0) waitpid(child, 0, 0);
        report(podium_event_failed, failure, step);
        return 0;
    }
    close(output);
    close(errors);
    report(podium_event_started, child, 0);
    return child;
}

static void supervise(const struct podium_program *program) {
    if (arrange(program) != 0) _exit(1);
    setsid();
#ifdef __linux__
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    prctl(PR_SET_NAME, "podium-program");
#endif
    for (int number = 1; number < 32; number++) signal(number, SIG_DFL);
    // What asks the worker to stop is the worker's business.
    int ignored[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGUSR1, SIGUSR2};
    for (unsigned place = 0; place < sizeof ignored / sizeof *ignored; place++)
        signal(ignored[place], SIG_IGN);
    // SIGCHLD arrives only while this process waits, so none is missed.
    sigset_t blocked, waiting;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGCHLD);
    sigprocmask(SIG_SETMASK, &blocked, 0);
    sigemptyset(&waiting);
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = note_signal;
    sigaction(SIGCHLD, &action, 0);

    pid_t child = start(program);
    if (child == 0) end_all(0);
    for (;;) {
        reap(&child);
        fd_set readable;
        FD_ZERO(&readable);
        FD_SET(control, &readable);
        if (pselect(control + 1, &readable, 0, 0, 0, &waiting) <= 0) continue;
        char orders[64];
        ssize_t count = read(control, orders, sizeof orders);
        if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (count <= 0) end_all(child);
        for (ssize_t place = 0; place < count; place++) {
            if (orders[place] == podium_order_kill) end_all(child);
            if (orders[place] == podium_order_end && child) kill(-child, SIGTERM);
        }
    }
}

pid_t podium_supervise(const struct podium_program *program) {
    pid_t child = fork();
    if (child == 0) supervise(program);
    return child;
}
