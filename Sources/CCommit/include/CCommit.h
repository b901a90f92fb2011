// The commit that the program was built from.

#ifndef PODIUM_COMMIT_H
#define PODIUM_COMMIT_H

#ifdef __cplusplus
extern "C" {
#endif

/// The commit in 40 hexadecimal digits, or an empty text where it is not known.
const char *podium_commit(void);

#ifdef __cplusplus
}
#endif

#endif
