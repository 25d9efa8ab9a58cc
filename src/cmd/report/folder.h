/* SPDX-License-Identifier: Apache-2.0 */
/*
 * folder: a page for everything, one for each tenant, and the JSON, as files; or the
 * reports for a cluster as one.
 */
#ifndef CMD_REPORT_FOLDER_H
#define CMD_REPORT_FOLDER_H

#include "cmd/report/forms.h"
#include "cmd/report/survey/about.h"

/* The objects of each tenant, by number: one list, cut into pieces. */
struct tenant_objects {
    const struct survey *survey;
    uint32_t *all;
    size_t *begins; /* of each tenant's, and where the last ends */
};

void tenant_objects_init(struct tenant_objects *objects, const struct survey *survey);
void tenant_objects_clear(struct tenant_objects *objects);
struct overview_scope tenant_objects_scope(const struct tenant_objects *objects,
                                           const struct tenant *tenant,
                                           const struct overview *all);

/* What is there is a folder, or nothing is.  False: said on stderr. */
bool folder_is_usable(const char *command, const char *path) MUST_CHECK;

/* about: of everything, or of one tenant, whose page is then the only one besides the
 * index.  Files of these names are replaced, no others touched.  False: said on stderr.
 */
bool folder_write(const char *command, const char *path, const struct about *about,
                  const struct tenant_objects *objects) MUST_CHECK;

/* One file of that form, likewise. */
bool folder_write_one(const char *command, const char *path, struct str name,
                      const struct about *about, report_form *form) MUST_CHECK;

#endif
