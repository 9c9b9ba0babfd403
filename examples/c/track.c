// How does a C program read a vector of structs?
//
// With the header that `halflap gen --c` makes of the schema. The structs are those in the buffer:
// nothing is copied. From the root of the repository:
//
//     halflap gen --c examples/c examples/c/track.lap
//     halflap from-json --schema examples/c/track.lap --type track.Track -o track.bin examples/c/track.json
//     cc -std=c11 -o track examples/c/track.c && ./track track.bin

#include <stdio.h>
#include <stdlib.h>

#include "track.lap.h"

/// Reads a file. Memory from `malloc` is aligned as buffers have to be.
static unsigned char *read_file(const char *name, size_t *length) {
    FILE *file = fopen(name, "rb");
    if (file == NULL) {
        return NULL;
    }
    size_t room = 4096;
    unsigned char *bytes = (unsigned char *)malloc(room);
    *length = 0;
    while (bytes != NULL) {
        *length += fread(bytes + *length, 1, room - *length, file);
        if (*length < room) {
            break;
        }
        room *= 2;
        unsigned char *more = (unsigned char *)realloc(bytes, room);
        if (more == NULL) {
            free(bytes);
        }
        bytes = more;
    }
    fclose(file);
    return bytes;
}

static halflap_status print_track(const unsigned char *bytes, size_t length) {
    halflap_block track;
    halflap_status status = halflap_root(bytes, length, &track_Track_MESSAGE, &track);
    if (status != HALFLAP_OK) {
        return status;
    }
    halflap_bytes name;
    status = halflap_get_bytes(&track, track_Track_name_OFFSET, &name);
    if (status != HALFLAP_OK) {
        return status;
    }
    halflap_vector vector;
    status = HALFLAP_VECTOR(&track, track_Track_points_OFFSET, track_Point, &vector);
    if (status != HALFLAP_OK) {
        return status;
    }

    const track_Point *points = (const track_Point *)vector.start;
    double latitude = 0;
    double longitude = 0;
    for (size_t i = 0; i < vector.count; i++) {
        latitude += points[i].latitude;
        longitude += points[i].longitude;
    }
    const double count = (double)vector.count;
    printf("%.*s: %zu places around %.3f, %.3f\n", (int)name.length, (const char *)name.start,
           vector.count, latitude / count, longitude / count);
    return HALFLAP_OK;
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: track FILE\n");
        return 2;
    }
    size_t length = 0;
    unsigned char *bytes = read_file(argv[1], &length);
    if (bytes == NULL) {
        fprintf(stderr, "%s can't be read\n", argv[1]);
        return 2;
    }
    const halflap_status status = print_track(bytes, length);
    free(bytes);
    if (status != HALFLAP_OK) {
        fprintf(stderr, "%s: %s\n", argv[1], halflap_status_name(status));
        return 1;
    }
    return 0;
}

// Output: Gotthard: 4 places around 46.650, 8.595
