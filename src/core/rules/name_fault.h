/* SPDX-License-Identifier: Apache-2.0 */
/*
 * name_fault: what is wrong with a text that is not a name, for people.
 */
#ifndef CORE_RULES_NAME_FAULT_H
#define CORE_RULES_NAME_FAULT_H

#include "base/buf.h"
#include "base/str.h"

/* Behind the quoted text. */
#define NAME_UNFILLED                                                                    \
    " is not filled in; check what the cluster gets (helm template, flux build, "        \
    "envsubst)"

/* The text contains what a tool should have replaced: ${NAME}, $NAME, <NAME>, __NAME__ or
 * {{ NAME }}. */
bool name_fault_is_unfilled(struct str text);

/* `it contains "_"`: completes `"X" is not a host name: `. */
void name_fault_add(struct buf *buf, struct str text);

/* The sentence of host-valid about a single text. */
void name_fault_add_sentence(struct buf *buf, struct str text);

#endif
