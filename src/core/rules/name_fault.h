/* SPDX-License-Identifier: Apache-2.0 */
/*
 * name_fault: explains to people why a text is not a name.
 */
#ifndef CORE_RULES_NAME_FAULT_H
#define CORE_RULES_NAME_FAULT_H

#include "base/buf.h"
#include "base/str.h"

/* Follows the quoted text. */
#define NAME_UNFILLED                                                                    \
    " is not filled in; check what the cluster gets (helm template, flux build, "        \
    "envsubst)"

/* True if the text contains a placeholder that a tool should have replaced: ${NAME},
 * $NAME, <NAME>, __NAME__ or {{ NAME }}. */
bool name_fault_is_unfilled(struct str text);

/* Add `it contains "_"`, which completes `"X" is not a host name: `. */
void name_fault_add(struct buf *buf, struct str text);

/* Add the sentence of host-valid about a single text. */
void name_fault_add_sentence(struct buf *buf, struct str text);

#endif
