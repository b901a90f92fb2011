#ifndef PODIUM_ZEROMQ_H
#define PODIUM_ZEROMQ_H

#include <zmq.h>
#if defined(__GLIBC__)
#include <malloc.h>
#endif

#endif
