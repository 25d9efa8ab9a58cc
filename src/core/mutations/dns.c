/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dns: writes the annotations of ExternalDNS: the entries of the class's instances,
 * copies of a user's annotation to the other prefixes of its instance, and the switch
 * that keeps the other instances off.
 */
#include "core/mutations/mutations.h"

static void propose(struct writing *writing)
{
    if (dispositions_let_go(writing->dispositions, RULE_DNS_ANNOTATIONS))
        return;
    writing_enforce(writing, RULE_DNS_ANNOTATIONS);
    writing_add_absent(writing, RULE_DNS_ANNOTATIONS);
    writing_remove_unwanted(writing, RULE_DNS_ANNOTATIONS, NULL);
}

const struct mutation mutation_dns = {
    .when = MUTATION_LAST,
    .propose = propose,
};
