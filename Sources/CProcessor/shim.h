// What the processor and the operating system allow, by CPUID and XGETBV: Swift has no way to ask.
#ifndef PODIUM_PROCESSOR_H
#define PODIUM_PROCESSOR_H

#if defined(__x86_64__)
#include <cpuid.h>

// The register files that the operating system saves (XCR0), or 0 where XGETBV is missing.
static inline unsigned long long podium_saved_registers(void) {
    unsigned int a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & (1u << 27))) return 0;
    unsigned int low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return ((unsigned long long)high << 32) | low;
}

// Whether AVX2 and fused multiply-add can be used (x86-64-v3).
static inline int podium_has_avx2(void) {
    unsigned int a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &c, &d)) return 0;
    const unsigned int fma = 1u << 12, movbe = 1u << 22, avx = 1u << 28, f16c = 1u << 29;
    const unsigned int needed = fma | movbe | avx | f16c;
    if ((c & needed) != needed || (podium_saved_registers() & 0x6) != 0x6) return 0;
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return 0;
    const unsigned int bmi1 = 1u << 3, avx2 = 1u << 5, bmi2 = 1u << 8;
    if ((b & (bmi1 | avx2 | bmi2)) != (bmi1 | avx2 | bmi2)) return 0;
    if (!__get_cpuid(0x80000001, &a, &b, &c, &d)) return 0;
    return (c & (1u << 5)) != 0;  // LZCNT
}

// Whether AVX-512 F, BW, CD, DQ and VL can be used (x86-64-v4).
static inline int podium_has_avx512(void) {
    unsigned int a, b, c, d;
    if (!podium_has_avx2() || (podium_saved_registers() & 0xe6) != 0xe6) return 0;
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return 0;
    const unsigned int needed = (1u << 16) | (1u << 17) | (1u << 28) | (1u << 30) | (1u << 31);
    return (b & needed) == needed;
}
#else
static inline int podium_has_avx2(void) { return 0; }
static inline int podium_has_avx512(void) { return 0; }
#endif

#endif
