/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mutations: the table of mutations, in the order of mutations.def.
 */
#include "core/mutations/mutations.h"

static const struct mutation *const mutations[] = {
#define MUTATION(id, file) &mutation_##file,
#include "core/mutations/mutations.def"
#undef MUTATION
};

void mutations_run(struct writing *writing, enum mutation_when when)
{
    for (size_t i = 0; i < ARRAY_LEN(mutations); i++) {
        if (mutations[i]->when == when)
            mutations[i]->propose(writing);
    }
}
