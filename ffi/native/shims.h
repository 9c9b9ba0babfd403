// Go can't call by a pointer to a function; these do it.

#ifndef HALFLAP_NATIVE_SHIMS_H
#define HALFLAP_NATIVE_SHIMS_H

#include "halflap_ffi.h"

/// What this program gives to libraries to call back by.
extern const halflap_host halflap_go_host;

static inline halflap_reply halflap_attach(const halflap_library *library, uint32_t number) {
    return library->attach(number, &halflap_go_host);
}

static inline halflap_reply halflap_open(const halflap_interface *interface_,
                                         const halflap_token *token,
                                         const halflap_host_handle *hosts, size_t host_count) {
    return interface_->open(token, hosts, host_count);
}

static inline halflap_reply halflap_close(const halflap_library *library, uint64_t handle) {
    return library->close(handle);
}

static inline halflap_reply halflap_clone(const halflap_library *library, uint64_t handle) {
    return library->clone(handle);
}

static inline uint64_t halflap_live(const halflap_library *library, uint64_t interface_id) {
    return library->live(interface_id);
}

static inline void halflap_release(const halflap_library *library, uint64_t owner) {
    library->release(owner);
}

#endif
