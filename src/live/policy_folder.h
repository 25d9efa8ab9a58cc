/* SPDX-License-Identifier: Apache-2.0 */
/*
 * policy_folder: decides which files of a policy folder are read.
 */
#ifndef LIVE_POLICY_FOLDER_H
#define LIVE_POLICY_FOLDER_H

#include "base/str.h"

enum policy_folder_use {
    POLICY_FOLDER_READ,
    POLICY_FOLDER_LEFT_OUT, /* a *.yaml that is not read: tests, hidden files */
    POLICY_FOLDER_OTHER,
};

/* The use of a file, by its name in the folder. */
static inline enum policy_folder_use policy_folder_use_of(struct str name)
{
    if (!str_has_suffix(name, STR(".yaml")))
        return POLICY_FOLDER_OTHER;
    if (str_has_prefix(name, STR(".")) || str_has_suffix(name, STR(".test.yaml")))
        return POLICY_FOLDER_LEFT_OUT;
    return POLICY_FOLDER_READ;
}

#endif
