// What of starting programs Swift's view of the C library lacks.

#ifndef PODIUM_CSPAWN_SHIM_H
#define PODIUM_CSPAWN_SHIM_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <spawn.h>

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

#endif
