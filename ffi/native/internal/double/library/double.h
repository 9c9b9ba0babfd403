// What tests want to know of the library beside what it answers.

#ifndef DOUBLE_H
#define DOUBLE_H

#include <stdint.h>

/// Replies whose data nobody has released.
uint64_t double_open_data(void);

/// A call of C that does nothing: what others are measured by.
uint64_t double_bare(uint64_t self, const void *token, uint32_t a, uint32_t b);

#endif
