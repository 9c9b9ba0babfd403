// Damages buffers in every way that touches one byte, cuts them at every length, and follows whatever
// the helpers let through. The sanitizers watch.

#include "buffers.h"

#include "evolve.lap.h"
#include "shop.lap.h"

/// All bytes that were looked at, so that no compiler leaves the looking out.
static uint32_t seen = 0;

/// How often a helper said no.
static size_t refused = 0;

static bool all_is_well(halflap_status status) {
    refused += status != HALFLAP_OK && status != HALFLAP_ABSENT;
    return status == HALFLAP_OK;
}

static void look(const void *start, size_t length) {
    const uint8_t *bytes = (const uint8_t *)start;
    for (size_t i = 0; i < length; i++) {
        seen = seen * 31 + bytes[i];
    }
}

static void look_text(const halflap_block *block, size_t offset) {
    halflap_bytes text;
    if (all_is_well(halflap_get_bytes(block, offset, &text))) {
        look(text.start, text.length);
    }
}

static void look_order(const halflap_block *root) {
    look(root->start, root->length);
    look_text(root, shop_Order_customer_OFFSET);
    look_text(root, shop_Order_token_OFFSET);
    look_text(root, shop_Order_note_OFFSET);
    halflap_vector path;
    if (all_is_well(HALFLAP_VECTOR(root, shop_Order_path_OFFSET, shop_Vec3, &path))) {
        look(path.start, path.count * path.size);
    }
    halflap_list lines;
    if (all_is_well(halflap_get_list(root, shop_Order_lines_OFFSET, &lines))) {
        for (size_t i = 0; i < lines.count; i++) {
            halflap_block line;
            if (all_is_well(halflap_at(&lines, i, &line))) {
                look(line.start, line.length);
                look_text(&line, shop_Line_article_OFFSET);
            }
        }
    }
    halflap_list labels;
    if (all_is_well(halflap_get_list(root, shop_Order_labels_OFFSET, &labels))) {
        for (size_t i = 0; i < labels.count; i++) {
            halflap_block entry;
            if (all_is_well(halflap_at(&labels, i, &entry))) {
                look_text(&entry, shop_Order_labels_KEY_OFFSET);
                look_text(&entry, shop_Order_labels_VALUE_OFFSET);
            }
        }
    }
    halflap_union payment;
    if (all_is_well(halflap_get_union(root, shop_Order_payment_OFFSET, &payment))) {
        look(payment.block.start, payment.block.length);
        look_text(&payment.block, shop_Card_number_OFFSET);
    }
}

static void look_item(const halflap_block *root) {
    look(root->start, root->length);
    look_text(root, evolve_Item_name_OFFSET);
    look_text(root, evolve_Item_label_OFFSET);
    halflap_block spare;
    if (all_is_well(halflap_get_message(root, evolve_Item_spare_OFFSET, &spare))) {
        look(spare.start, spare.length);
        look_text(&spare, evolve_Card_number_OFFSET);
    }
    halflap_list parts;
    if (all_is_well(halflap_get_list(root, evolve_Item_parts_OFFSET, &parts))) {
        for (size_t i = 0; i < parts.count; i++) {
            halflap_block part;
            halflap_list tags;
            if (all_is_well(halflap_at(&parts, i, &part)) &&
                all_is_well(halflap_get_slots(&part, evolve_Part_tags_OFFSET, &tags))) {
                for (size_t j = 0; j < tags.count; j++) {
                    halflap_block tag;
                    if (all_is_well(halflap_at(&tags, j, &tag))) {
                        look_text(&tag, 0);
                    }
                }
            }
        }
    }
}

typedef struct subject {
    const halflap_message *message;
    void (*look)(const halflap_block *root);
} subject;

/// Follows a damaged buffer. Gives whether its root was let through.
static bool follow(const subject *what, const uint8_t *bytes, size_t length) {
    buffer exact = copied(bytes, length);
    halflap_block root;
    const bool good = halflap_root(exact.bytes, length, what->message, &root) == HALFLAP_OK;
    if (good) {
        what->look(&root);
    } else if (root.length != 0 || root.left != 0 || root.start != NULL) {
        fail("a refused root is not empty");
    }
    free(exact.bytes);
    return good;
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fail("usage: hostile order|item FILE");
    }
    const subject subjects[2] = {
        {&shop_Order_MESSAGE, look_order},
        {&evolve_Item_MESSAGE, look_item},
    };
    const subject *what = &subjects[strcmp(argv[1], "item") == 0];
    buffer b = read_file(argv[2]);
    if (!follow(what, b.bytes, b.length)) {
        fail("the buffer itself is refused");
    }
    if (refused != 0) {
        fail("a part of the buffer itself is refused");
    }

    for (size_t length = 0; length < b.length; length++) {
        if (follow(what, b.bytes, length)) {
            fail("a buffer that was cut is let through");
        }
    }

    size_t let_through = 0;
    for (size_t i = 0; i < b.length; i++) {
        const uint8_t old = b.bytes[i];
        for (unsigned value = 0; value < 256; value++) {
            b.bytes[i] = (uint8_t)value;
            let_through += follow(what, b.bytes, b.length);
        }
        b.bytes[i] = old;
    }
    // Damage in the body is let through by the root, and refused where it is met.
    if (let_through == 0 || refused == 0) {
        fail("no damage reached the helpers");
    }
    printf("hostile %s: cut at %zu lengths, %zu buffers followed, %zu refusals below the root\n",
           argv[1], b.length, let_through, refused);
    free(b.bytes);
    return seen == 0;
}
