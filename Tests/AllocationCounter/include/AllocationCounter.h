#ifndef ALLOCATION_COUNTER_H
#define ALLOCATION_COUNTER_H

/// How often the process has asked for memory so far, or -1 where that can't be counted: on other
/// C libraries than GNU's, and under sanitizers, which have allocators of their own.
long allocation_count(void);

#endif
