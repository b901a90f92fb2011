// libmatio, and reading a MATLAB file in a process of its own.
//
// A damaged version 7.3 file can crash the HDF5 library. What reads a file is therefore a forked
// child that runs nothing but what is here and libmatio: whatever happens to it, its parent goes
// on. The child leaves its results in memory that both share. It keeps no descriptor and no lock of
// its parent, and it has a limit on its memory and on its processor time.

#ifndef PODIUM_MATIO_H
#define PODIUM_MATIO_H

#include <errno.h>
#include <fcntl.h>
#include <matio.h>
#include <signal.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

enum { PODIUM_MAT_NAME_SIZE = 128, PODIUM_MAT_RANK = 8, PODIUM_MAT_VARIABLES = 256 };

typedef struct {
    char name[PODIUM_MAT_NAME_SIZE];
    int32_t class_type;
    int32_t is_complex;
    int32_t is_logical;
    int32_t rank;
    uint64_t dimensions[PODIUM_MAT_RANK];
} podium_mat_variable;

/// What the child found; `status` is podium_mat_died until it is done.
typedef struct {
    int32_t status;
    int32_t count;
    podium_mat_variable variables[PODIUM_MAT_VARIABLES];
} podium_mat_report;

enum {
    podium_mat_died = 0,
    podium_mat_done = 1,
    podium_mat_cannot_open = 2,
    podium_mat_no_variable = 3,
    podium_mat_unreadable = 4
};

static inline void podium_mat_silence(int level, char *message) {
    (void)level;
    (void)message;
}

/// Lists the variables of an open file, the first PODIUM_MAT_VARIABLES of them.
static inline void podium_mat_list(mat_t *file, podium_mat_report *report) {
    while (report->count < PODIUM_MAT_VARIABLES) {
        matvar_t *found = Mat_VarReadNextInfo(file);
        if (!found) break;
        podium_mat_variable *entry = &report->variables[report->count++];
        if (found->name) strncpy(entry->name, found->name, PODIUM_MAT_NAME_SIZE - 1);
        entry->class_type = found->class_type;
        entry->is_complex = found->isComplex;
        entry->is_logical = found->isLogical;
        entry->rank = found->rank;
        for (int axis = 0; axis < found->rank && axis < PODIUM_MAT_RANK; axis++)
            entry->dimensions[axis] = found->dims ? found->dims[axis] : 0;
        Mat_VarFree(found);
    }
    report->status = podium_mat_done;
}

/// Copies the elements of a variable, column-major, which must be of the size that is expected.
static inline int podium_mat_copy(mat_t *file, const char *name, void *data, size_t size) {
    matvar_t *found = Mat_VarReadInfo(file, name);
    if (!found) return podium_mat_no_variable;
    size_t expected = Mat_SizeOfClass(found->class_type);
    for (int axis = 0; axis < found->rank; axis++) {
        if (found->dims[axis] && expected > SIZE_MAX / found->dims[axis])
            return podium_mat_unreadable;
        expected *= found->dims[axis];
    }
    if (expected != size || Mat_VarReadDataAll(file, found) != 0 || !found->data
        || found->nbytes != size)
        return podium_mat_unreadable;
    memcpy(data, found->data, size);
    return podium_mat_done;
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
/// of its parent's, no life beyond its parent's, no end beyond `seconds` of processor time, no memory beyond `memory` bytes more
/// than its parent had (any, where it is 0).
static inline void podium_mat_enter_child(unsigned seconds, uint64_t memory) {
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    podium_close_inherited();
    struct rlimit time = {seconds, seconds + 1}, none = {0, 0};
    setrlimit(RLIMIT_CPU, &time);
    setrlimit(RLIMIT_CORE, &none);
    for (int number = 1; number < 32; number++) signal(number, SIG_DFL);
#ifdef __linux__
    // A child ends with its parent, which may be ended by a signal.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    sigset_t nothing;
    sigemptyset(&nothing);
    sigprocmask(SIG_SETMASK, &nothing, 0);
    // What the libraries print is of no use to anyone.
    int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (nowhere >= 0)
        for (int standard = 0; standard < 3; standard++) dup2(nowhere, standard);
    if (memory > 0) podium_limit_memory(memory);
    Mat_LogInitFunc("podium", podium_mat_silence);
}

/// How a child ended that reads or writes a file; `killed_by` is 0 where no signal ended it.
typedef struct {
    int error;
    int exit_status;
    int killed_by;
} podium_mat_end;

static inline podium_mat_end podium_mat_wait(pid_t child) {
    podium_mat_end end = {0, 0, 0};
    int status = 0;
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) {
            end.error = errno;
            return end;
        }
    }
    if (WIFSIGNALED(status)) end.killed_by = WTERMSIG(status);
    if (WIFEXITED(status)) end.exit_status = WEXITSTATUS(status);
    return end;
}

/// Reads a file in a child: its list of variables, or with a name that variable's elements.
///
/// `report` and `data` must be memory that processes share.
static inline podium_mat_end podium_mat_read(
    const char *path, const char *name, podium_mat_report *report, void *data, size_t size,
    unsigned seconds, uint64_t memory
) {
    pid_t child = fork();
    if (child < 0) {
        podium_mat_end end = {errno, 0, 0};
        return end;
    }
    if (child == 0) {
        podium_mat_enter_child(seconds, memory);
        mat_t *file = Mat_Open(path, MAT_ACC_RDONLY);
        if (!file)
            report->status = podium_mat_cannot_open;
        else if (name)
            report->status = podium_mat_copy(file, name, data, size);
        else
            podium_mat_list(file, report);
        _exit(0);
    }
    return podium_mat_wait(child);
}

/// An array of unsigned bytes that is to be written, column-major.
typedef struct {
    const char *name;
    int rank;
    size_t dimensions[PODIUM_MAT_RANK];
    const void *data;
} podium_mat_output;

/// Writes arrays to a new file in a child, compressed, as version 7 or 7.3.
///
/// The exit status is 1 where libmatio failed.
static inline podium_mat_end podium_mat_write(
    const char *path, int is_hdf5, const podium_mat_output *arrays, int count, unsigned seconds
) {
    pid_t child = fork();
    if (child < 0) {
        podium_mat_end end = {errno, 0, 0};
        return end;
    }
    if (child == 0) {
        podium_mat_enter_child(seconds, 0);
        const char *title = is_hdf5 ? "MATLAB 7.3 MAT-file, written by podium"
                                    : "MATLAB 5.0 MAT-file, written by podium";
        mat_t *file = Mat_CreateVer(path, title, is_hdf5 ? MAT_FT_MAT73 : MAT_FT_MAT5);
        int failed = !file;
        for (int index = 0; index < count && !failed; index++) {
            podium_mat_output array = arrays[index];
            matvar_t *made = Mat_VarCreate(
                array.name, MAT_C_UINT8, MAT_T_UINT8, array.rank, array.dimensions,
                (void *)array.data, MAT_F_DONT_COPY_DATA);
            failed = !made || Mat_VarWrite(file, made, MAT_COMPRESSION_ZLIB) != 0;
            if (made) Mat_VarFree(made);
        }
        if (file && Mat_Close(file) != 0) failed = 1;
        _exit(failed ? 1 : 0);
    }
    return podium_mat_wait(child);
}

#endif
