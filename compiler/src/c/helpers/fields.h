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
