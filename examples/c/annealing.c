// Simulated annealing of a travelling salesman through 40 cities: a program in C that is compiled by
// its job's command. Prints the length of the tour after each epoch of 20,000 swaps.
//
//     cc -O2 -o annealing annealing.c -lm && ./annealing TEMPERATURE COOLING EPOCHS SEED

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { cities = 40, swaps = 20000 };

static uint64_t state;

// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): the same numbers on every machine.
static double uniform(void) {
    uint64_t z = (state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

static double x[cities], y[cities];
static int tour[cities];

static double distance(int a, int b) { return hypot(x[a] - x[b], y[a] - y[b]); }

static double length(void) {
    double sum = 0;
    for (int i = 0; i < cities; i++) sum += distance(tour[i], tour[(i + 1) % cities]);
    return sum;
}

int main(int count, char **words) {
    if (count != 5) {
        fprintf(stderr, "usage: annealing TEMPERATURE COOLING EPOCHS SEED\n");
        return 2;
    }
    double temperature = atof(words[1]), cooling = atof(words[2]);
    int epochs = atoi(words[3]);
    // The cities are the same in all trials.
    state = 1;
    for (int i = 0; i < cities; i++) x[i] = uniform(), y[i] = uniform(), tour[i] = i;
    state = strtoull(words[4], 0, 10);
    for (int epoch = 1; epoch <= epochs; epoch++) {
        for (int swap = 0; swap < swaps; swap++) {
            // Reverses a part of the tour.
            int i = (int)(uniform() * cities), j = (int)(uniform() * cities);
            if (i > j) { int k = i; i = j; j = k; }
            if (i == j || (i == 0 && j == cities - 1)) continue;
            int before = tour[(i + cities - 1) % cities], after = tour[(j + 1) % cities];
            double change = distance(before, tour[j]) + distance(tour[i], after)
                - distance(before, tour[i]) - distance(tour[j], after);
            if (change > 0 && uniform() >= exp(-change / temperature)) continue;
            for (; i < j; i++, j--) { int k = tour[i]; tour[i] = tour[j]; tour[j] = k; }
        }
        temperature *= cooling;
        printf("podium: {\"epoch\": %d, \"length\": %.17g}\n", epoch, length());
        fflush(stdout);
    }
    return 0;
}
