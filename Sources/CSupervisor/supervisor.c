// The supervisor of users' programs. It is forked from a process with threads, so it calls only C
// functions, and none that waits for a lock of another thread. It is forked once for many programs:
// a fork takes time in proportion to the memory of the process, while a program is started from the
// supervisor without copying any.

#define _GNU_SOURCE

#include "CSupervisor.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#ifdef __linux__
#include <sched.h>
#endif
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif

extern char **environ;

/// The supervisor's own descriptors, beside the standard ones.
enum { control = 3, first_foreign = 4 };

/// How long killed processes may take to end, in rounds of 10 ms.
enum { patience_rounds = 500 };

static void note_signal(int number) { (void)number; }

/// Sets what the signals do that a supervisor ignores: what asks a worker to stop is the worker's
/// business.
static void set_ignored(void (*action)(int)) {
    int ignored[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGUSR1, SIGUSR2};
    for (unsigned place = 0; place < sizeof ignored / sizeof *ignored; place++)
        signal(ignored[place], action);
}

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

/// Moves the control socket to its place, and closes all other descriptors: a lock or a socket of
/// the parent would be held for as long as this process runs.
static int arrange(int socket) {
    // Above every place, so that no move overwrites what is still to be moved.
    int moved = fcntl(socket, F_DUPFD_CLOEXEC, 16);
    int nowhere = open("/dev/null", O_RDWR);
    if (moved < 0 || nowhere < 0) return -1;
    for (int standard = 0; standard < 3; standard++)
        if (dup2(nowhere, standard) < 0) return -1;
    if (dup2(moved, control) < 0) return -1;
    fcntl(control, F_SETFD, FD_CLOEXEC);
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

/// Whether it was reported that nothing of the program is left.
static int is_told;

/// Reports that nothing of the program is left, unless its end said so.
static void report_gone(void) {
    if (!is_told) report(podium_event_gone, 0, 0);
    is_told = 1;
}

/// Reaps what has ended; returns whether a child is left.
static int reap(pid_t *program) {
    int status;
    pid_t ended;
    while ((ended = waitpid(-1, &status, WNOHANG)) > 0) {
        if (ended != *program) continue;
        *program = 0;
        siginfo_t other;
        memset(&other, 0, sizeof other);
        int none = waitid(P_ALL, 0, &other, WEXITED | WNOHANG | WNOWAIT) != 0 && errno == ECHILD;
        is_told = none;
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
    report_gone();
}

// MARK: Requests

/// A request as it was received.
struct program {
    char *texts;
    size_t bytes;
    const char *directory;
    uint64_t cores[podium_core_words];
    char **arguments;
    char **environment;
    int output;
    int errors;
};

/// Receives bytes; ends the supervisor at the end of the stream.
static void receive(void *target, size_t count) {
    char *place = target;
    while (count > 0) {
        ssize_t found = read(control, place, count);
        if (found < 0 && errno == EINTR) continue;
        if (found <= 0) _exit(0);
        place += found;
        count -= (size_t)found;
    }
}

/// Receives the first byte of what comes next, with the descriptors that are at it.
static char receive_order(int descriptors[2]) {
    char order = 0;
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(2 * sizeof(int))];
    } ancillary;
    struct iovec part = {&order, 1};
    struct msghdr message;
    memset(&message, 0, sizeof message);
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = ancillary.bytes;
    message.msg_controllen = sizeof ancillary.bytes;
    int flags = 0;
#ifdef MSG_CMSG_CLOEXEC
    flags = MSG_CMSG_CLOEXEC;
#endif
    ssize_t count;
    while ((count = recvmsg(control, &message, flags)) < 0 && errno == EINTR) {}
    if (count <= 0) return 0;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header && header->cmsg_type == SCM_RIGHTS
        && header->cmsg_len == CMSG_LEN(2 * sizeof(int)))
        memcpy(descriptors, CMSG_DATA(header), 2 * sizeof(int));
    return order;
}

/// Receives the rest of a request. What can't be understood ends the supervisor.
static struct program receive_program(int descriptors[2]) {
    struct podium_request request;
    request.order = podium_order_start;
    receive((char *)&request + 1, sizeof request - 1);
    size_t pointers = request.arguments + (size_t)request.variables + 2;
    if (request.bytes == 0 || request.bytes > podium_largest_request || request.arguments == 0
        || pointers > request.bytes + 2 || descriptors[0] < 0)
        _exit(1);
    struct program program;
    program.bytes = pointers * sizeof(char *) + request.bytes;
    char **list = mmap(
        0, program.bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (list == MAP_FAILED) _exit(1);
    char *texts = (char *)(list + pointers);
    receive(texts, request.bytes);
    if (texts[request.bytes - 1] != 0) _exit(1);
    char *place = texts, *end = texts + request.bytes;
    program.texts = (char *)list;
    memcpy(program.cores, request.cores, sizeof program.cores);
    program.directory = place;
    program.arguments = list;
    program.environment = list + request.arguments + 1;
    for (size_t number = 0; number < request.arguments + (size_t)request.variables; number++) {
        place += strlen(place) + 1;
        if (place >= end) _exit(1);
        if (number < request.arguments) program.arguments[number] = place;
        else program.environment[number - request.arguments] = place;
    }
    program.arguments[request.arguments] = 0;
    program.environment[request.variables] = 0;
    program.output = descriptors[0];
    program.errors = descriptors[1];
    return program;
}

// MARK: The program

/// Lets this process use some cores only; returns whether that is so.
static int use_cores(const uint64_t cores[podium_core_words]) {
    int count = 0;
    for (int word = 0; word < podium_core_words; word++) count += cores[word] != 0;
    if (count == 0) return 1;
#ifdef __linux__
    cpu_set_t set;
    CPU_ZERO(&set);
    for (int core = 0; core < 64 * podium_core_words && core < CPU_SETSIZE; core++)
        if (cores[core / 64] >> (core % 64) & 1) CPU_SET(core, &set);
    return sched_setaffinity(0, sizeof set, &set) == 0;
#else
    return 1;
#endif
}

int podium_own_cores(uint64_t cores[podium_core_words]) {
    memset(cores, 0, podium_core_words * sizeof *cores);
    int count = 0;
#ifdef __linux__
    cpu_set_t set;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) != 0) return 0;
    for (int core = 0; core < 64 * podium_core_words && core < CPU_SETSIZE; core++) {
        if (!CPU_ISSET(core, &set)) continue;
        cores[core / 64] |= (uint64_t)1 << (core % 64);
        count++;
    }
#endif
    return count;
}

/// The new process, until it becomes the program.
static void become(const struct program *program, pid_t supervisor, int volatile *step) {
    // Its own session: no terminal, and a group that signals reach as a whole.
    setsid();
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != supervisor) _exit(127);
#else
    (void)supervisor;
#endif
    set_ignored(SIG_DFL);
    sigset_t nothing;
    sigemptyset(&nothing);
    sigprocmask(SIG_SETMASK, &nothing, 0);
    *step = podium_step_cores;
    if (!use_cores(program->cores)) return;
    *step = podium_step_directory;
    if (chdir(program->directory) != 0) return;
    *step = podium_step_start;
    if (dup2(program->output, 1) < 0 || dup2(program->errors, 2) < 0) return;
    close_from(first_foreign - 1);
    execvp(program->arguments[0], program->arguments);
}

/// Starts the program; returns its process, or 0 if it was not started.
static pid_t start(const struct program *program) {
    int volatile failure = 0, step = podium_step_start;
    pid_t supervisor = getpid();
    // PATH is looked up in the program's environment.
    environ = program->environment;
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
    close(program->output);
    close(program->errors);
    if (failure) {
        if (child > 0) waitpid(child, 0, 0);
        report(podium_event_failed, failure, step);
        return 0;
    }
    report(podium_event_started, child, 0);
    return child;
}

/// Runs one program, until nothing of it is left.
///
/// What comes after the end of a program that left nothing is meant for it too, and is ignored.
static void run(const struct program *program) {
    sigset_t waiting;
    sigemptyset(&waiting);
    is_told = 0;
    pid_t child = start(program);
    for (int isOver = child == 0; !isOver;) {
        if (!reap(&child)) {
            report_gone();
            return;
        }
        fd_set readable;
        FD_ZERO(&readable);
        FD_SET(control, &readable);
        // SIGCHLD arrives only while this process waits here, so none is missed.
        if (pselect(control + 1, &readable, 0, 0, 0, &waiting) <= 0) continue;
        char order = 0;
        ssize_t count = read(control, &order, 1);
        if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        isOver = count <= 0 || order == podium_order_kill;
        if (order == podium_order_end && child) kill(-child, SIGTERM);
    }
    end_all(child);
}

static void supervise(int socket) {
    if (arrange(socket) != 0) _exit(1);
    setsid();
#ifdef __linux__
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    prctl(PR_SET_NAME, "podium-programs");
    // A program may have stopped it; then it would not see that the worker is gone.
    prctl(PR_SET_PDEATHSIG, SIGCONT);
#endif
    for (int number = 1; number < 32; number++) signal(number, SIG_DFL);
    set_ignored(SIG_IGN);
    sigset_t blocked;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGCHLD);
    sigprocmask(SIG_SETMASK, &blocked, 0);
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = note_signal;
    sigaction(SIGCHLD, &action, 0);
    for (;;) {
        int descriptors[2] = {-1, -1};
        char order = receive_order(descriptors);
        if (order == 0) _exit(0);
        if (order != podium_order_start) continue;
        struct program program = receive_program(descriptors);
        run(&program);
        munmap(program.texts, program.bytes);
    }
}

pid_t podium_start_supervisor(int socket) {
    pid_t child = fork();
    if (child == 0) supervise(socket);
    return child;
}

static int send_all(int socket, const void *bytes, size_t count) {
    const char *place = bytes;
    while (count > 0) {
        ssize_t sent = send(socket, place, count, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) return -1;
        place += sent;
        count -= (size_t)sent;
    }
    return 0;
}

int podium_request_program(
    int socket, const struct podium_request *request, const char *texts, int output, int errors
) {
    int descriptors[2] = {output, errors};
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof descriptors)];
    } ancillary;
    memset(&ancillary, 0, sizeof ancillary);
    // The descriptors are at the first byte, which is the order. The rest comes along, as far as
    // the socket has room, so that the supervisor waits once.
    struct iovec parts[2] = {
        {(void *)request, sizeof *request}, {(void *)texts, request->bytes},
    };
    struct msghdr message;
    memset(&message, 0, sizeof message);
    message.msg_iov = parts;
    message.msg_iovlen = 2;
    message.msg_control = ancillary.bytes;
    message.msg_controllen = sizeof ancillary.bytes;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof descriptors);
    memcpy(CMSG_DATA(header), descriptors, sizeof descriptors);
    ssize_t sent;
    while ((sent = sendmsg(socket, &message, MSG_NOSIGNAL)) < 0 && errno == EINTR) {}
    if (sent <= 0) return -1;
    size_t done = (size_t)sent, header_bytes = sizeof *request;
    if (done < header_bytes) {
        if (send_all(socket, (const char *)request + done, header_bytes - done) != 0) return -1;
        done = header_bytes;
    }
    return send_all(socket, texts + (done - header_bytes), request->bytes - (done - header_bytes));
}
