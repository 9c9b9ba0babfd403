// What benches/compare/ffi/rust/src/boundary.rs exports.
#include <stddef.h>
#include <stdint.h>

typedef struct {
	uint8_t *data;
	size_t len;
	size_t capacity;
} compare_reply;

typedef struct {
	uint64_t value;
	uint8_t good;
} compare_number;

void compare_nothing(void);
double compare_twice(double x);
void compare_twice_all(const double *from, double *to, size_t len);
double compare_ends(const float *data, size_t len);
double compare_sum(const float *data, size_t len);

void compare_free(compare_reply reply);

compare_reply compare_protobuf_echo(const uint8_t *data, size_t len);
compare_reply compare_protobuf_echo_log(const uint8_t *data, size_t len);
compare_number compare_protobuf_take(const uint8_t *data, size_t len);
compare_reply compare_protobuf_make(uint32_t count);
compare_reply compare_protobuf_kept(uint32_t count);

compare_reply compare_json_echo(const uint8_t *data, size_t len);
compare_reply compare_json_echo_log(const uint8_t *data, size_t len);
compare_number compare_json_take(const uint8_t *data, size_t len);
compare_reply compare_json_make(uint32_t count);
compare_reply compare_json_kept(uint32_t count);
