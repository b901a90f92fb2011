// libmatio, and functions that read and write MATLAB files in a process of their own.
//
// A damaged version 7.3 file can crash the HDF5 library. The functions that take a `void *` are
// therefore called in a forked child, which runs nothing but what is here and libmatio: whatever
// happens to it, its parent goes on. The child leaves its results in memory that both share.

#ifndef PODIUM_MATIO_H
#define PODIUM_MATIO_H

#include <matio.h>
#include <stdint.h>
#include <string.h>

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

/// What a child is to read: the list of a file's variables, or with a name that variable's elements.
///
/// `report` and `data` must be memory that processes share.
typedef struct {
    const char *path;
    const char *name;
    podium_mat_report *report;
    void *data;
    size_t size;
} podium_mat_reading;

/// Reads a file as a podium_mat_reading says.
static inline int podium_mat_read(void *context) {
    const podium_mat_reading *reading = context;
    Mat_LogInitFunc("podium", podium_mat_silence);
    mat_t *file = Mat_Open(reading->path, MAT_ACC_RDONLY);
    if (!file)
        reading->report->status = podium_mat_cannot_open;
    else if (reading->name)
        reading->report->status = podium_mat_copy(file, reading->name, reading->data, reading->size);
    else
        podium_mat_list(file, reading->report);
    return 0;
}

/// An array of unsigned bytes that is to be written, column-major.
typedef struct {
    const char *name;
    int rank;
    size_t dimensions[PODIUM_MAT_RANK];
    const void *data;
} podium_mat_output;

/// What a child is to write: arrays to a new file, compressed, as version 7 or 7.3.
typedef struct {
    const char *path;
    int is_hdf5;
    const podium_mat_output *arrays;
    int count;
} podium_mat_writing;

/// Writes a file as a podium_mat_writing says; returns 1 where libmatio failed.
static inline int podium_mat_write(void *context) {
    const podium_mat_writing *writing = context;
    Mat_LogInitFunc("podium", podium_mat_silence);
    const char *title = writing->is_hdf5 ? "MATLAB 7.3 MAT-file, written by podium"
                                         : "MATLAB 5.0 MAT-file, written by podium";
    mat_t *file = Mat_CreateVer(
        writing->path, title, writing->is_hdf5 ? MAT_FT_MAT73 : MAT_FT_MAT5);
    int failed = !file;
    for (int index = 0; index < writing->count && !failed; index++) {
        podium_mat_output array = writing->arrays[index];
        matvar_t *made = Mat_VarCreate(
            array.name, MAT_C_UINT8, MAT_T_UINT8, array.rank, array.dimensions,
            (void *)array.data, MAT_F_DONT_COPY_DATA);
        failed = !made || Mat_VarWrite(file, made, MAT_COMPRESSION_ZLIB) != 0;
        if (made) Mat_VarFree(made);
    }
    if (file && Mat_Close(file) != 0) failed = 1;
    return failed;
}

#endif
