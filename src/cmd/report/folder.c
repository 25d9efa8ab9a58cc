/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/report/folder.h"

#include <sys/stat.h>

#include "base/mem.h"
#include "cmd/cli/html.h"
#include "cmd/cli/output.h"
#include "cmd/report/forms.h"
#include "core/policy/policy.h"
#include "sys/file.h"

void tenant_objects_init(struct tenant_objects *objects, const struct survey *survey)
{
    size_t n;
    size_t *at;

    (void)policy_tenants(survey->options.policy, &n);
    objects->survey = survey;
    objects->all = mem_alloc(survey->n, sizeof objects->all[0]);
    objects->begins = mem_alloc(n + 1, sizeof objects->begins[0]);
    for (size_t i = 0; i < survey->n; i++) {
        if (survey->all[i].tenant != NULL)
            objects->begins[survey->all[i].tenant->index + 1]++;
    }
    for (size_t i = 0; i < n; i++)
        objects->begins[i + 1] += objects->begins[i];
    at = mem_alloc(n + 1, sizeof *at);
    for (uint32_t i = 0; i < survey->n; i++) {
        const struct tenant *tenant = survey->all[i].tenant;

        if (tenant != NULL)
            objects->all[objects->begins[tenant->index] + at[tenant->index]++] = i;
    }
    mem_free(at);
}

void tenant_objects_clear(struct tenant_objects *objects)
{
    mem_free(objects->all);
    mem_free(objects->begins);
    *objects = (struct tenant_objects){0};
}

struct overview_scope tenant_objects_scope(const struct tenant_objects *objects,
                                           const struct tenant *tenant,
                                           const struct overview *all)
{
    const size_t begin = objects->begins[tenant->index];

    return (struct overview_scope){
        .tenant = tenant,
        .objects = objects->all + begin,
        .n_objects = objects->begins[tenant->index + 1] - begin,
        .all = all,
    };
}

bool folder_is_usable(const char *command, const char *path)
{
    struct stat facts;

    if (stat(path, &facts) != 0 || S_ISDIR(facts.st_mode))
        return true;
    output_complain(command, "%s: not a folder", path);
    return false;
}

static bool make_folder(const char *command, const char *path)
{
    struct err err = {0};

    if (file_make_folder(path, &err))
        return true;
    output_complain(command, "%s", err.text);
    return false;
}

static bool write_file(const char *command, const char *folder, struct str name,
                       const struct about *about, report_form *form)
{
    AUTO(buf_clear) struct buf bytes = {.max_bytes = SIZE_MAX};
    AUTO(buf_clear) struct buf path = {.max_bytes = BUF_MAX_BYTES};
    struct err err = {0};

    buf_addf(&path, "%s/", folder);
    buf_add(&path, name);
    form(about, NULL, &bytes);
    if (file_write(buf_text(&path), buf_str(&bytes), FILE_MODE_PUBLIC, FILE_REPLACE,
                   &err))
        return true;
    output_complain(command, "%s", err.text);
    return false;
}

static bool write_tenant(const char *command, const char *folder,
                         const struct about *about, const struct tenant_objects *objects,
                         const struct tenant *tenant)
{
    AUTO(buf_clear) struct buf name = {.max_bytes = BUF_MAX_BYTES};
    AUTO(overview_clear) struct overview overview = {0};
    const struct overview_scope scope =
        tenant_objects_scope(objects, tenant, about->overview);
    struct about part = *about;

    overview_init(&overview, objects->survey, about->overview->owners, &scope);
    part.overview = &overview;
    buf_add_text(&name, "tenant-");
    html_add_slug(&name, tenant->name);
    buf_add_text(&name, ".html");
    return write_file(command, folder, buf_str(&name), &part, report_html);
}

bool folder_write(const char *command, const char *path, const struct about *about,
                  const struct tenant_objects *objects)
{
    size_t n;
    const struct tenant *tenants = policy_tenants(about->desk->policy, &n);
    bool done;

    if (!make_folder(command, path))
        return false;
    done = write_file(command, path, STR("index.html"), about, report_html) &&
           write_file(command, path, STR("report.json"), about, report_json);
    for (size_t i = 0; i < n && done && about->overview->tenant == NULL; i++)
        done = write_tenant(command, path, about, objects, &tenants[i]);
    return done;
}

bool folder_write_one(const char *command, const char *path, struct str name,
                      const struct about *about, report_form *form)
{
    return make_folder(command, path) && write_file(command, path, name, about, form);
}
