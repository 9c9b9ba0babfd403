
/// The answer where the boundary itself refuses a call: no data, and the code.
static inline halflap_reply halflap_refused(uint32_t code) {
    halflap_reply reply;
    memset(&reply, 0, sizeof reply);
    reply.value[0] = code;
    reply.status = 1;
    return reply;
}

/// A method as a client knows it.
typedef struct halflap_expected {
    uint32_t number;
    const char *name;
    /// By version of the client's package, entry 0 is version 1.
    const uint64_t *fingerprints;
} halflap_expected;

/// The interface of that id; null where the library has none.
static inline const halflap_interface *halflap_find(const halflap_library *library, uint64_t id) {
    for (size_t i = 0; i < library->interface_count; i++) {
        if (library->interfaces[i].id == id) {
            return &library->interfaces[i];
        }
    }
    return NULL;
}

/// Finds a client's methods in a library, one function for each; null for those that an older
/// library lacks, and for those of a client that is newer than the library. `version` is the package's,
/// as the client knows it.
///
/// Returns 0, or where client and library differ `HALFLAP_ABI_MISMATCH`; then `*different` is the name of
/// the first method that differs, or null where it is more than a method. A library that must not be
/// called leaves no function.
static inline uint32_t halflap_bind(const halflap_library *library, uint64_t id, uint32_t version,
                                    const halflap_expected *expected, size_t count,
                                    halflap_function *functions, const char **different) {
    for (size_t i = 0; i < count; i++) {
        functions[i] = NULL;
    }
    *different = NULL;
    if (library->abi != HALFLAP_ABI) {
        return HALFLAP_ABI_MISMATCH;
    }
    const halflap_interface *found = halflap_find(library, id);
    if (found == NULL) {
        return 0;
    }
    uint32_t common = version < library->version ? version : library->version;
    for (size_t i = 0, k = 0; i < count; i++) {
        while (k < found->method_count && found->methods[k].number < expected[i].number) {
            k++;
        }
        if (k == found->method_count || found->methods[k].number != expected[i].number) {
            continue;
        }
        uint64_t ours = expected[i].fingerprints[common - 1];
        uint64_t theirs = found->methods[k].fingerprints[common - 1];
        if (ours != theirs) {
            for (size_t n = 0; n < count; n++) {
                functions[n] = NULL;
            }
            *different = expected[i].name;
            return HALFLAP_ABI_MISMATCH;
        }
        // Both are 0 where the method is newer than what both know.
        functions[i] = ours == 0 ? NULL : found->methods[k].function;
    }
    return 0;
}

#endif // HALFLAP_FFI_H
