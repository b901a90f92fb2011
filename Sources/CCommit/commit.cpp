// Reads the commit out of git's log of HEAD while this file is compiled.
//
// No step of the build has to be told of the commit: the compiler lists the log among the files that
// this one depends on, so a build after a commit compiles this file again, links, and does no more.
// Without git, in a work tree whose .git is elsewhere, with a compiler that knows no #embed or with a
// log that is too long, the commit is not known, and the build goes on.

#include "CCommit.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

#define PODIUM_LOG "../../.git/logs/HEAD"

#if defined(__has_embed)
// 1: it is there and not empty. The compiler evaluates arrays of up to 2^20 elements.
#if __has_embed(PODIUM_LOG) == 1 && __has_embed(PODIUM_LOG clang::offset(1000000)) != 1
#define PODIUM_HAS_LOG
#endif
#endif

namespace {

struct Commit {
    char digits[41];
};

/// The commit after the last change of HEAD: the second word of the log's last line.
constexpr Commit current_commit() {
    Commit commit{};
#ifdef PODIUM_HAS_LOG
    // A local of a function that only the compiler calls: the names in the log stay out of the program.
    constexpr unsigned char log[] = {
#embed PODIUM_LOG
    };
    const unsigned long word = 40;
    unsigned long end = sizeof log;
    while (end > 0 && log[end - 1] == '\n') end--;
    unsigned long start = end;
    while (start > 0 && log[start - 1] != '\n') start--;
    if (end - start < 2 * word + 1) return commit;
    for (unsigned long index = 0; index < word; index++) {
        const unsigned char digit = log[start + word + 1 + index];
        if (!(digit >= '0' && digit <= '9') && !(digit >= 'a' && digit <= 'f')) return Commit{};
        commit.digits[index] = static_cast<char>(digit);
    }
#endif
    return commit;
}

constexpr Commit found = current_commit();

}  // namespace

const char *podium_commit(void) { return found.digits; }
