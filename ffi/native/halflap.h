
/// What generated headers share, and helpers that find their way in a buffer.
///
/// This is no validator: `halflap_root` checks the header and the root block, each other function
/// checks what it follows, and nothing checks the rest. So reading a hostile buffer with these
/// functions never leaves it, but may show values that no encoder wrote: texts that are not UTF-8,
/// a bool of 2, one block behind two slots. Bytes from outside that need more are checked in Rust or
/// Go, or by `halflap verify`. Each slot is followed forward only, so every walk ends; one that calls
/// itself should stop at a depth of 64, as good buffers do.
///
/// Functions that fail say why, with the numbers of the wire format's errors, and leave an empty
/// result. `halflap_get` leaves the value as it was where there is no such field, so that what stood
/// there before is the default.
///
/// Pointers into a buffer are valid as long as its memory is. A struct may be read in place, by a
/// pointer, where the memory came from `malloc`, `mmap` or the like. An array that was declared as
/// bytes may not be looked at as structs: copy them out, with `halflap_element`.

#ifndef HALFLAP_H
#define HALFLAP_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#ifndef __cplusplus
#include <stdalign.h>
#endif

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "halflap reads buffers in place, which needs a little-endian machine"
#endif

/// Which generated headers this one fits.
#define HALFLAP_GENERATION 1

static_assert(sizeof(float) == 4 && sizeof(double) == 8, "floats are those of IEEE 754");

/// An integer of 128 bits, as it lies in a buffer.
typedef struct halflap_u128 {
    alignas(8) uint64_t lo;
    uint64_t hi;
} halflap_u128;

/// A signed integer of 128 bits.
typedef struct halflap_i128 {
    alignas(8) uint64_t lo;
    int64_t hi;
} halflap_i128;

static_assert(sizeof(halflap_u128) == 16 && alignof(halflap_u128) == 8, "layout of halflap_u128");
static_assert(sizeof(halflap_i128) == 16 && alignof(halflap_i128) == 8, "layout of halflap_i128");

/// The header that a buffer begins with.
typedef struct halflap_header {
    uint8_t magic[4];
    uint16_t format;
    /// Bit 0: the checksum is there.
    uint16_t flags;
    uint8_t type_id[8];
    uint8_t schema_id[8];
    /// The writer's version of the root message's package.
    uint32_t version;
    /// Length of the root block, which begins at byte 40.
    uint32_t root_block;
    /// Bytes behind the header.
    uint32_t body;
    uint32_t checksum;
} halflap_header;

static_assert(sizeof(halflap_header) == 40, "size of halflap_header");
static_assert(offsetof(halflap_header, checksum) == 36, "layout of halflap_header");

/// What stands in a block for something of varying size: where it begins, counted from the slot's
/// own first byte, and its length; what that counts depends on the type.
typedef struct halflap_slot {
    uint32_t offset;
    uint32_t length;
} halflap_slot;

static_assert(sizeof(halflap_slot) == 8, "size of halflap_slot");

/// What came of something. Numbers below 255 are those of the wire format's errors.
typedef enum halflap_status {
    HALFLAP_OK = 0,
    /// Fewer bytes than a header has.
    HALFLAP_TRUNCATED = 1,
    /// The memory is not aligned as what it holds has to be.
    HALFLAP_MISALIGNED = 2,
    HALFLAP_BAD_MAGIC = 3,
    HALFLAP_UNSUPPORTED_FORMAT = 4,
    HALFLAP_UNSUPPORTED_FLAGS = 5,
    /// The body's length is not what follows.
    HALFLAP_LENGTH_MISMATCH = 6,
    HALFLAP_CHECKSUM_MISMATCH = 7,
    /// The root is another message.
    HALFLAP_WRONG_TYPE = 8,
    /// A version that is known, but with another schema.
    HALFLAP_SCHEMA_MISMATCH = 10,
    /// Something runs past the end of the buffer, or of a list.
    HALFLAP_OUT_OF_BOUNDS = 11,
    HALFLAP_BAD_BLOCK_LENGTH = 12,
    /// A slot does not point behind its block.
    HALFLAP_BAD_OFFSET = 13,
    /// The word behind a stride is not zero.
    HALFLAP_PADDING_NOT_ZERO = 15,
    /// A union's tag or the length of its payload makes no sense.
    HALFLAP_BAD_UNION = 20,
    /// No error: there is nothing. The field is absent, or the writer was older than it.
    HALFLAP_ABSENT = 255,
} halflap_status;

/// What `halflap_root` has to know of a message; generated headers have one for each.
typedef struct halflap_message {
    /// `shop.Order`.
    const char *name;
    const uint8_t *type_id;
    /// By version, entry 0 is version 1.
    const uint8_t (*schema_ids)[8];
    /// Lengths of the block by version, entry 0 is version 1.
    const uint32_t *blocks;
    /// The newest version that is known.
    uint32_t version;
    /// Buffers with this root have to lie at a multiple of 8.
    bool aligned;
} halflap_message;

/// The fixed part of a message, or of whatever else has slots, in a buffer.
typedef struct halflap_block {
    const uint8_t *start;
    /// Fields lie in these bytes.
    size_t length;
    /// Bytes from the start to the end of what may be followed from here, `length` or more.
    size_t left;
} halflap_block;

/// What a slot points at, before anyone has looked whether it is all there.
typedef struct halflap_target {
    const uint8_t *start;
    /// The slot's.
    size_t length;
    size_t left;
} halflap_target;

/// A text or bytes. Texts have no zero at their end.
typedef struct halflap_bytes {
    const uint8_t *start;
    size_t length;
} halflap_bytes;

/// Elements of fixed size, one behind the other.
typedef struct halflap_vector {
    const void *start;
    size_t count;
    /// Bytes of an element.
    size_t size;
} halflap_vector;

/// Blocks one behind the other: of messages, entries of a map, or slots.
typedef struct halflap_list {
    const uint8_t *start;
    size_t count;
    /// Bytes of a block.
    size_t stride;
    size_t left;
} halflap_list;

/// A union: which arm, and its block.
typedef struct halflap_union {
    uint32_t tag;
    halflap_block block;
} halflap_union;

/// The status in words: `bad_magic`.
static inline const char *halflap_status_name(halflap_status status) {
    static const char *const names[] = {
        "ok",
        "truncated",
        "misaligned",
        "bad_magic",
        "unsupported_format",
        "unsupported_flags",
        "length_mismatch",
        "checksum_mismatch",
        "wrong_type",
        "newer_schema",
        "schema_mismatch",
        "out_of_bounds",
        "bad_block_length",
        "bad_offset",
        "too_deep",
        "padding_not_zero",
        "absent_not_zero",
        "bad_bool",
        "bad_enum",
        "bad_utf8",
        "bad_union",
    };
    const size_t number = (size_t)status;
    return number < sizeof names / sizeof names[0] ? names[number] : "absent";
}

/// CRC-32 (IEEE) goes on over some bytes; begins with all ones, and ends with an exclusive-or of them.
static inline uint32_t halflap_crc32(uint32_t crc, const uint8_t *bytes, size_t length) {
    // Of the 16 values of half a byte.
    static const uint32_t table[16] = {
        UINT32_C(0x00000000), UINT32_C(0x1db71064), UINT32_C(0x3b6e20c8), UINT32_C(0x26d930ac),
        UINT32_C(0x76dc4190), UINT32_C(0x6b6b51f4), UINT32_C(0x4db26158), UINT32_C(0x5005713c),
        UINT32_C(0xedb88320), UINT32_C(0xf00f9344), UINT32_C(0xd6d6a3e8), UINT32_C(0xcb61b38c),
        UINT32_C(0x9b64c2b0), UINT32_C(0x86d3d2d4), UINT32_C(0xa00ae278), UINT32_C(0xbdbdf21c),
    };
    for (size_t i = 0; i < length; i++) {
        crc ^= bytes[i];
        crc = (crc >> 4) ^ table[crc & 15];
        crc = (crc >> 4) ^ table[crc & 15];
    }
    return crc;
}

/// Reads a buffer's header, to see of which type it is. Checks no more than that there is one.
static inline halflap_status halflap_peek(const void *buffer, size_t length, halflap_header *header) {
    memset(header, 0, sizeof *header);
    if (length < sizeof *header) {
        return HALFLAP_TRUNCATED;
    }
    memcpy(header, buffer, sizeof *header);
    if (memcmp(header->magic, "HLAP", 4) != 0) {
        return HALFLAP_BAD_MAGIC;
    }
    if (header->format != 1) {
        return HALFLAP_UNSUPPORTED_FORMAT;
    }
    return (header->flags & ~1) == 0 ? HALFLAP_OK : HALFLAP_UNSUPPORTED_FLAGS;
}

/// Whether the root of a buffer with this header is this message.
static inline bool halflap_is(const halflap_header *header, const halflap_message *message) {
    return memcmp(header->type_id, message->type_id, 8) == 0;
}

/// Checks a buffer's header, with the checksum where there is one, and gives the root block. Newer
/// writers' buffers are accepted.
static inline halflap_status halflap_root(const void *buffer, size_t length,
                                          const halflap_message *message, halflap_block *root) {
    memset(root, 0, sizeof *root);
    if (length >= sizeof(halflap_header) && message->aligned && (uintptr_t)buffer % 8 != 0) {
        return HALFLAP_MISALIGNED;
    }
    halflap_header header;
    const halflap_status status = halflap_peek(buffer, length, &header);
    if (status != HALFLAP_OK) {
        return status;
    }
    const uint8_t *bytes = (const uint8_t *)buffer;
    const size_t body = length - sizeof header;
    if (header.body % 8 != 0 || header.body != body || header.body > UINT32_MAX - 47) {
        return HALFLAP_LENGTH_MISMATCH;
    }
    uint32_t checksum = 0;
    if ((header.flags & 1) != 0) {
        checksum = halflap_crc32(UINT32_MAX, bytes, offsetof(halflap_header, checksum));
        checksum = ~halflap_crc32(checksum, bytes + sizeof header, body);
    }
    if (header.checksum != checksum) {
        return HALFLAP_CHECKSUM_MISMATCH;
    }
    if (!halflap_is(&header, message)) {
        return HALFLAP_WRONG_TYPE;
    }
    if (header.version == 0) {
        return HALFLAP_SCHEMA_MISMATCH;
    }
    const bool newer = header.version > message->version;
    const uint32_t known = newer ? message->version : header.version;
    if (!newer && memcmp(header.schema_id, message->schema_ids[known - 1], 8) != 0) {
        return HALFLAP_SCHEMA_MISMATCH;
    }
    if (header.root_block > body) {
        return HALFLAP_OUT_OF_BOUNDS;
    }
    const uint32_t block = message->blocks[known - 1];
    const bool longer = newer && header.root_block > block && header.root_block % 8 == 0;
    if (header.root_block != block && !longer) {
        return HALFLAP_BAD_BLOCK_LENGTH;
    }
    root->start = bytes + sizeof header;
    root->length = header.root_block;
    root->left = body;
    return HALFLAP_OK;
}

/// Copies a field of fixed size. Where the block ends before it, the writer was older: the value stays
/// as it is.
static inline halflap_status halflap_get(const halflap_block *block, size_t offset, void *value,
                                         size_t size) {
    if (offset >= block->length || size > block->length - offset) {
        return HALFLAP_ABSENT;
    }
    memcpy(value, block->start + offset, size);
    return HALFLAP_OK;
}

/// Whether an optional field that has a presence bit is there.
static inline bool halflap_present(const halflap_block *block, size_t byte, unsigned bit) {
    return byte < block->length && bit < 8 && ((block->start[byte] >> bit) & 1) != 0;
}

/// Where a slot points to. The functions below do this, and look at what is there.
static inline halflap_status halflap_follow(const halflap_block *block, size_t offset,
                                            halflap_target *target) {
    memset(target, 0, sizeof *target);
    halflap_slot slot;
    if (halflap_get(block, offset, &slot, sizeof slot) != HALFLAP_OK) {
        return HALFLAP_ABSENT;
    }
    if (slot.offset == 0) {
        return slot.length == 0 ? HALFLAP_ABSENT : HALFLAP_BAD_OFFSET;
    }
    // The slot is in the block, and the block in what is left: no difference is below zero.
    if (slot.offset < block->length - offset) {
        return HALFLAP_BAD_OFFSET;
    }
    if (slot.offset > block->left - offset) {
        return HALFLAP_OUT_OF_BOUNDS;
    }
    target->start = block->start + offset + slot.offset;
    target->length = slot.length;
    target->left = block->left - offset - slot.offset;
    return HALFLAP_OK;
}

/// A field of type `string` or `bytes`.
static inline halflap_status halflap_get_bytes(const halflap_block *block, size_t offset,
                                               halflap_bytes *bytes) {
    memset(bytes, 0, sizeof *bytes);
    halflap_target target;
    const halflap_status status = halflap_follow(block, offset, &target);
    if (status != HALFLAP_OK) {
        return status;
    }
    if (target.length > target.left) {
        return HALFLAP_OUT_OF_BOUNDS;
    }
    bytes->start = target.start;
    bytes->length = target.length;
    return HALFLAP_OK;
}

/// A field that is a vector of elements of fixed size, which are read in place. `size` and `align`
/// are those of an element; with an alignment of 1 the elements may lie anywhere, and
/// `halflap_element` reads them.
static inline halflap_status halflap_get_vector(const halflap_block *block, size_t offset,
                                                size_t size, size_t align,
                                                halflap_vector *vector) {
    memset(vector, 0, sizeof *vector);
    halflap_target target;
    const halflap_status status = halflap_follow(block, offset, &target);
    if (status != HALFLAP_OK) {
        return status;
    }
    if (size == 0 || target.length > target.left / size) {
        return HALFLAP_OUT_OF_BOUNDS;
    }
    if (align == 0 || (uintptr_t)target.start % align != 0) {
        return HALFLAP_MISALIGNED;
    }
    vector->start = target.start;
    vector->count = target.length;
    vector->size = size;
    return HALFLAP_OK;
}

/// A field that is a vector of elements of a C type: `HALFLAP_VECTOR(&mesh, mesh_Mesh_points_OFFSET,
/// mesh_Vec3, &points)`.
#define HALFLAP_VECTOR(block, offset, type, vector) \
    halflap_get_vector((block), (offset), sizeof(type), alignof(type), (vector))

/// Copies one element of a vector. `size` is that of the value.
static inline halflap_status halflap_element(const halflap_vector *vector, size_t index, void *value,
                                             size_t size) {
    if (index >= vector->count || size != vector->size) {
        return HALFLAP_OUT_OF_BOUNDS;
    }
    memcpy(value, (const uint8_t *)vector->start + index * vector->size, size);
    return HALFLAP_OK;
}

/// A field that is a message.
static inline halflap_status halflap_get_message(const halflap_block *block, size_t offset,
                                                 halflap_block *message) {
    memset(message, 0, sizeof *message);
    halflap_target target;
    const halflap_status status = halflap_follow(block, offset, &target);
    if (status != HALFLAP_OK) {
        return status;
    }
    if (target.length > target.left) {
        return HALFLAP_OUT_OF_BOUNDS;
    }
    if (target.length == 0 || target.length % 8 != 0) {
        return HALFLAP_BAD_BLOCK_LENGTH;
    }
    message->start = target.start;
    message->length = target.length;
    message->left = target.left;
    return HALFLAP_OK;
}

/// The two words in front of blocks: of a list, or of a union's arm.
static inline halflap_status halflap_prefix(const halflap_target *target, uint32_t *first,
                                            uint32_t *second) {
    if (target->left < 8) {
        return HALFLAP_OUT_OF_BOUNDS;
    }
    memcpy(first, target->start, 4);
    memcpy(second, target->start + 4, 4);
    return HALFLAP_OK;
}

/// A field that is a vector of messages, or a map; `halflap_at` gives each block.
static inline halflap_status halflap_get_list(const halflap_block *block, size_t offset,
                                              halflap_list *list) {
    memset(list, 0, sizeof *list);
    halflap_target target;
    uint32_t stride = 0;
    uint32_t zero = 0;
    halflap_status status = halflap_follow(block, offset, &target);
    if (status == HALFLAP_OK) {
        status = halflap_prefix(&target, &stride, &zero);
    }
    if (status != HALFLAP_OK) {
        return status;
    }
    if (stride == 0 || stride % 8 != 0) {
        return HALFLAP_BAD_BLOCK_LENGTH;
    }
    if (zero != 0) {
        return HALFLAP_PADDING_NOT_ZERO;
    }
    if (target.length > (target.left - 8) / stride) {
        return HALFLAP_OUT_OF_BOUNDS;
    }
    list->start = target.start + 8;
    list->count = target.length;
    list->stride = stride;
    list->left = target.left - 8;
    return HALFLAP_OK;
}

/// A field that is a vector of texts, bytes, vectors, maps or unions. Each element is a block with a
/// slot at 0: `halflap_get_bytes(&element, 0, &text)`.
static inline halflap_status halflap_get_slots(const halflap_block *block, size_t offset,
                                               halflap_list *list) {
    memset(list, 0, sizeof *list);
    halflap_target target;
    const halflap_status status = halflap_follow(block, offset, &target);
    if (status != HALFLAP_OK) {
        return status;
    }
    if (target.length > target.left / sizeof(halflap_slot)) {
        return HALFLAP_OUT_OF_BOUNDS;
    }
    list->start = target.start;
    list->count = target.length;
    list->stride = sizeof(halflap_slot);
    list->left = target.left;
    return HALFLAP_OK;
}

/// One block of a list.
static inline halflap_status halflap_at(const halflap_list *list, size_t index,
                                        halflap_block *block) {
    memset(block, 0, sizeof *block);
    if (index >= list->count) {
        return HALFLAP_OUT_OF_BOUNDS;
    }
    block->start = list->start + index * list->stride;
    block->length = list->stride;
    block->left = list->left - index * list->stride;
    return HALFLAP_OK;
}

/// A field that is a union. A tag that is none of the schema's is a newer writer's.
static inline halflap_status halflap_get_union(const halflap_block *block, size_t offset,
                                               halflap_union *arm) {
    memset(arm, 0, sizeof *arm);
    halflap_target target;
    uint32_t length = 0;
    uint32_t payload = 0;
    halflap_status status = halflap_follow(block, offset, &target);
    if (status == HALFLAP_OK && target.length == 0) {
        return HALFLAP_BAD_UNION;
    }
    if (status == HALFLAP_OK) {
        status = halflap_prefix(&target, &length, &payload);
    }
    if (status != HALFLAP_OK) {
        return status;
    }
    if (payload % 8 != 0 || payload < length) {
        return HALFLAP_BAD_UNION;
    }
    if (payload > target.left - 8) {
        return HALFLAP_OUT_OF_BOUNDS;
    }
    if (length == 0 || length % 8 != 0) {
        return HALFLAP_BAD_BLOCK_LENGTH;
    }
    arm->tag = (uint32_t)target.length;
    arm->block.start = target.start + 8;
    arm->block.length = length;
    arm->block.left = payload;
    return HALFLAP_OK;
}

#endif // HALFLAP_H
