// What of starting programs Swift's view of the C library lacks.

#ifndef PODIUM_CSPAWN_SHIM_H
#define PODIUM_CSPAWN_SHIM_H

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>
#ifdef __linux__
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

#endif
