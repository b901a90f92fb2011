#ifndef PODIUM_ZEROMQ_H
#define PODIUM_ZEROMQ_H

#include <errno.h>
#include <zmq.h>
#if defined(__GLIBC__)
#include <malloc.h>
#endif

/// What a frame takes on a link: its bytes, an overhead that encryption adds, flags and length.
static inline size_t podium_wire_size(size_t bytes, size_t overhead) {
    size_t size = bytes + overhead;
    return size + (size > 255 ? 9 : 2);
}

/// Takes the rest of a message and drops it, a frame after the other.
///
/// A message is taken whole before any other, so one of 200,000 frames holds up everybody for as
/// long as this loop takes: in C it is several times as fast as in an unoptimised Swift program.
///
/// - Parameters:
///   - frame: the message's last frame that was taken.
///   - overhead: what each frame takes on the link besides its bytes and its length.
/// - Returns: 0, or -1 with the library's error number.
static inline int podium_drop_frames(
    void *socket, zmq_msg_t *frame, size_t overhead, size_t *frames, size_t *bytes) {
    while (zmq_msg_more(frame)) {
        // Messages arrive whole: there is a next frame.
        while (zmq_msg_recv(frame, socket, 0) < 0) {
            if (zmq_errno() != EINTR) return -1;
        }
        *frames += 1;
        *bytes += podium_wire_size(zmq_msg_size(frame), overhead);
    }
    return 0;
}

#endif
