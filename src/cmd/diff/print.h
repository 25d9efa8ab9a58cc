/* SPDX-License-Identifier: Apache-2.0 */
/*
 * print: writes the differences in each format.
 */
#ifndef CMD_DIFF_PRINT_H
#define CMD_DIFF_PRINT_H

#include "cmd/diff/against.h"
#include "cmd/diff/differences.h"

struct printed {
    const struct differences *differences;
    const struct against *against; /* NULL: no objects were given */
    bool shows_all;
};

void diff_print_text(const struct printed *printed, struct buf *buf);
void diff_print_json(const struct printed *printed, struct buf *buf);
void diff_print_markdown(const struct printed *printed, struct buf *buf);

/* "5 wider, 7 narrower, 1 moved, 4 other", without the parts that are 0. */
void diff_add_counts(struct buf *buf, const struct differences *differences);
/* The name of NEW, or "the policy" if it has none. */
struct str diff_policy_title(const struct differences *differences);

#endif
