/* SPDX-License-Identifier: Apache-2.0 */
/*
 * annotations: writes the annotation entries of the class: adds absent keys, enforces
 * values, and removes own keys that are no longer wanted.
 */
#include "core/mutations/mutations.h"

static void propose(struct writing *writing)
{
    if (dispositions_let_go(writing->dispositions, RULE_ANNOTATION_REQUIRED))
        return;
    writing_enforce(writing, RULE_ANNOTATION_REQUIRED);
    writing_add_absent(writing, RULE_ANNOTATION_REQUIRED);
    writing_remove_unwanted(writing, RULE_ANNOTATION_REQUIRED, NULL);
}

const struct mutation mutation_annotations = {
    .when = MUTATION_LAST,
    .propose = propose,
};
