// What of starting programs Swift's view of the C library lacks, and calls in forked children.

#ifndef PODIUM_CSPAWN_SHIM_H
#define PODIUM_CSPAWN_SHIM_H

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

// Leaves a program that is started the three standard descriptors and no other, where the C library
// can: a lock or a socket that it inherited would be held for as long as it runs.
static inline void podium_spawn_with_three(posix_spawn_file_actions_t *actions) {
#if defined(__GLIBC__) && defined(__GLIBC_PREREQ)
#if __GLIBC_PREREQ(2, 34)
    posix_spawn_file_actions_addclosefrom_np(actions, 3);
#endif
#endif
    (void)actions;
}

/// Makes a pipe that no other program inherits, not even one that another thread starts now.
static inline int podium_make_pipe(int ends[2]) {
#ifdef SYS_pipe2
    return (int)syscall(SYS_pipe2, ends, O_CLOEXEC);
#else
    if (pipe(ends) != 0) return -1;
    return fcntl(ends[0], F_SETFD, FD_CLOEXEC) | fcntl(ends[1], F_SETFD, FD_CLOEXEC);
#endif
}

/// Makes a pair of connected stream sockets that no other program inherits.
static inline int podium_make_socket_pair(int ends[2]) {
#ifdef SOCK_CLOEXEC
    return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends);
#else
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) return -1;
    return fcntl(ends[0], F_SETFD, FD_CLOEXEC) | fcntl(ends[1], F_SETFD, FD_CLOEXEC);
#endif
}

/// Closes all descriptors from 3 on: those of the parent, and with them its locks.
static inline void podium_close_inherited(void) {
#ifdef SYS_close_range
    if (syscall(SYS_close_range, 3u, ~0u, 0u) == 0) return;
#endif
    struct rlimit limit;
    long last = getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < 1 << 20
        ? (long)limit.rlim_cur : 1 << 20;
    for (int descriptor = 3; descriptor < last; descriptor++) close(descriptor);
}

/// Gives the calling process `more` bytes of address space beyond what it has.
///
/// What it has is what its parent had: a limit that does not count it would mean nothing.
static inline void podium_limit_memory(uint64_t more) {
    unsigned long pages = 0;
    FILE *statistics = fopen("/proc/self/statm", "re");
    if (!statistics) return;
    int found = fscanf(statistics, "%lu", &pages);
    fclose(statistics);
    if (found != 1) return;
    struct rlimit limit;
    if (getrlimit(RLIMIT_AS, &limit) != 0) return;
    uint64_t wanted = (uint64_t)pages * (uint64_t)sysconf(_SC_PAGESIZE) + more;
    if (limit.rlim_max != RLIM_INFINITY && wanted > limit.rlim_max) return;
    limit.rlim_cur = limit.rlim_max = wanted;
    setrlimit(RLIMIT_AS, &limit);
}

/// Makes the calling process, a new child, one that may come to grief: no core, no noise, nothing
/// of its parent's, no life beyond its parent's, and the limits of podium_call_in_child.
static inline void podium_enter_child(unsigned seconds, uint64_t memory) {
#ifdef __linux__
    // A child ends with its parent, which may be ended by a signal.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    podium_close_inherited();
    struct rlimit time = {seconds, seconds + 1}, none = {0, 0};
    setrlimit(RLIMIT_CPU, &time);
    setrlimit(RLIMIT_CORE, &none);
    for (int number = 1; number < 32; number++) signal(number, SIG_DFL);
    sigset_t nothing;
    sigemptyset(&nothing);
    sigprocmask(SIG_SETMASK, &nothing, 0);
    // What libraries print is of no use to anyone.
    int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (nowhere >= 0)
        for (int standard = 0; standard < 3; standard++) dup2(nowhere, standard);
    if (memory > 0) podium_limit_memory(memory);
}

/// Calls a function in a forked child, whose exit status is what it returns.
///
/// Returns the child, or a negative number where there is none. The child has at most `seconds` of
/// processor time and `memory` bytes more than its parent had (any, where it is 0).
static inline pid_t podium_call_in_child(
    int (*body)(void *), void *context, unsigned seconds, uint64_t memory
) {
    pid_t child = fork();
    if (child != 0) return child;
    podium_enter_child(seconds, memory);
    _exit(body(context));
}

#endif
