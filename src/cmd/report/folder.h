/* SPDX-License-Identifier: Apache-2.0 */
/*
 * folder: writes a report to files: a page for everything, a page for each tenant, and
 * the JSON; or one file with the reports for a cluster.
 */
#ifndef CMD_REPORT_FOLDER_H
#define CMD_REPORT_FOLDER_H

#include "cmd/report/forms.h"
#include "cmd/report/survey/about.h"

/* The numbers of the survey's objects, grouped by tenant. */
struct tenant_objects {
    const struct survey *survey;
    uint32_t *all;
    size_t *begins; /* the first of each tenant, and the end of the last */
};

void tenant_objects_init(struct tenant_objects *objects, const struct survey *survey);
void tenant_objects_clear(struct tenant_objects *objects);
struct overview_scope tenant_objects_scope(const struct tenant_objects *objects,
                                           const struct tenant *tenant,
                                           const struct overview *all);

/* The path is a folder, or nothing exists there.  False: reported on stderr. */
bool folder_is_usable(const char *command, const char *path) MUST_CHECK;

/* about: everything, with a page for each tenant, or one tenant, with index.html and the
 * JSON only.  Replaces files of these names and no others.  False: reported on stderr. */
bool folder_write(const char *command, const char *path, const struct about *about,
                  const struct tenant_objects *objects) MUST_CHECK;

/* The same for one file of that form. */
bool folder_write_one(const char *command, const char *path, struct str name,
                      const struct about *about, report_form *form) MUST_CHECK;

#endif
