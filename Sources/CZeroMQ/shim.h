#ifndef PODIUM_ZEROMQ_H
#define PODIUM_ZEROMQ_H

#include <fcntl.h>
#include <unistd.h>
#include <zmq.h>
#ifdef __linux__
#include <sys/syscall.h>
#endif

/// Makes a pipe that no other program inherits, not even one that another thread starts now.
static inline int podium_make_pipe(int ends[2]) {
#ifdef SYS_pipe2
    return (int)syscall(SYS_pipe2, ends, O_CLOEXEC);
#else
    if (pipe(ends) != 0) return -1;
    return fcntl(ends[0], F_SETFD, FD_CLOEXEC) | fcntl(ends[1], F_SETFD, FD_CLOEXEC);
#endif
}

#if defined(__GLIBC__)
#include <malloc.h>
#endif

#endif
