/* SPDX-License-Identifier: Apache-2.0 */
/*
 * policy_read: policy documents (YAML) -> policy.
 *
 * First all files are parsed and their sections collected.  Then the sections are read in
 * a fixed order, each from all files.
 */
#include "yaml/policy/read.h"

#include "yaml/doc/doc.h"
#include "yaml/policy/addresses.h"
#include "yaml/policy/outline.h"
#include "yaml/policy/sections/sections.h"

#define API_VERSION "ingress-warden.dev/v1"
#define API_GROUP   "ingress-warden.dev/"
#define KIND        "IngressPolicy"
#define CLASSES     "classes"

/* In the order in which they are read: a section refers only to earlier ones. */
enum section_id {
    SECTION_NETWORKS,
    SECTION_INSTANCES,
    SECTION_PROFILES,
    SECTION_CLASSES,
    SECTION_KINDS,
    SECTION_RULES,
    SECTION_TENANT_DEFAULTS,
    SECTION_TENANTS,
    SECTION_DEMANDS,
    SECTION_GATEWAYS,
    SECTION_ANNOTATIONS,
    SECTION_EXEMPTIONS,
    SECTION_COUNT,
};

static section_read *const section_reads[SECTION_COUNT] = {
    [SECTION_NETWORKS] = networks_read,
    [SECTION_INSTANCES] = instances_read,
    [SECTION_PROFILES] = profiles_read,
    [SECTION_CLASSES] = classes_read,
    [SECTION_KINDS] = kinds_read,
    [SECTION_RULES] = rules_read,
    [SECTION_TENANT_DEFAULTS] = tenant_defaults_read,
    [SECTION_TENANTS] = tenants_read,
    [SECTION_DEMANDS] = demands_read,
    [SECTION_GATEWAYS] = gateways_read,
    [SECTION_ANNOTATIONS] = annotations_read,
    [SECTION_EXEMPTIONS] = exemptions_read,
};

/* The top of one file. */
struct top {
    struct text_at api_version, kind, contact, mode, on_update;
    const struct node *metadata;
    const struct node *sections[SECTION_COUNT];
};

#define ROW(member, name, ...)  FIELD(struct top, member, name, __VA_ARGS__)
#define SECTION(id, name, kind) ROW(sections[SECTION_##id], name, kind)
static const struct field_row top_fields[] = {
    ROW(api_version, "apiVersion", FIELD_WORD, FIELD_REQUIRED),
    ROW(kind, "kind", FIELD_WORD, FIELD_REQUIRED),
    ROW(metadata, "metadata", FIELD_MAP),
    ROW(contact, "contact", FIELD_TEXT),
    SECTION(NETWORKS, "networks", FIELD_MAP),
    SECTION(INSTANCES, "externalDNS", FIELD_MAP),
    SECTION(PROFILES, "profiles", FIELD_MAP),
    SECTION(KINDS, "kinds", FIELD_MAP),
    SECTION(CLASSES, CLASSES, FIELD_MAP),
    SECTION(GATEWAYS, "gateways", FIELD_MAP),
    SECTION(TENANT_DEFAULTS, "tenantDefaults", FIELD_MAP),
    SECTION(TENANTS, "tenants", FIELD_LIST),
    ROW(mode, "mode", FIELD_WORD),
    ROW(on_update, "onUpdate", FIELD_WORD),
    SECTION(RULES, "rules", FIELD_MAP),
    SECTION(DEMANDS, "fields", FIELD_MAP),
    SECTION(ANNOTATIONS, "annotations", FIELD_MAP),
    SECTION(EXEMPTIONS, "exemptions", FIELD_LIST),
};
#define N_TOP ARRAY_LEN(top_fields)

static const struct field_row metadata_fields[] = {
    {.name = STR_INIT("name"), .kind = FIELD_TEXT},
};

/* In the order of enum policy_mode. */
static const struct words mode_choice =
    WORDS("unknown-mode", "mode", STR_INIT("enforce"), STR_INIT("preview"));

/* The reading of all files. */
struct reading {
    struct reader reader;
    struct section *sections[SECTION_COUNT];
    struct place first[N_TOP]; /* of each member; file NULL: not found yet */
    struct place start;        /* of the first document */
    const struct node *main;   /* the document with the classes; NULL: none yet */
    const char *main_file;
    struct places *places; /* NULL: not wanted */
    bool broken;           /* some file could not be read to its end */
};

static void check_head(struct reader *reader, const struct top *top)
{
    const struct text_at *version = &top->api_version;
    const struct text_at *kind = &top->kind;

    if (text_at_given(version) && !str_equal(version->text, STR(API_VERSION)))
        REFUSE(reader, "api-version", version->place,
               str_has_prefix(version->text, STR(API_GROUP))
                   ? "apiVersion %s is not known here; this program reads " API_VERSION
                   : "apiVersion %s is not a policy's; write " API_VERSION,
               reader_quoted(reader, version->text));
    if (text_at_given(kind) && !str_equal(kind->text, STR(KIND)))
        REFUSE(reader, "kind", kind->place, "kind %s is not a policy's; write " KIND,
               reader_quoted(reader, kind->text));
}

static bool is_section(const struct field_row *field, enum section_id section)
{
    return field->at == offsetof(struct top, sections[section]);
}

/* A file without the classes may contain only tenants, so that the author of a tenant
 * cannot change settings that apply to all.  True: the member is misplaced, and the
 * problem is noted. */
static bool is_misplaced(struct reading *reading, const struct node *root,
                         const struct field_row *field, const struct node *value)
{
    if (reading->main == NULL || field->need == FIELD_REQUIRED ||
        is_section(field, SECTION_TENANTS) || node_member(root, STR(CLASSES)) != NULL)
        return false;
    REFUSE(&reading->reader, "misplaced-section", reader_place(&reading->reader, value),
           "\"%.*s\" is in a file without classes, which may contain only tenants; "
           "move it to %s",
           STR_ARGS(field->name), reading->main_file);
    return true;
}

static void forget(const struct field_row *field, struct top *top)
{
    const bool is_text = field->kind == FIELD_TEXT || field->kind == FIELD_WORD;

    memset((char *)top + field->at, 0,
           is_text ? sizeof(struct text_at) : sizeof(const struct node *));
}

/* Refuse members that an earlier file has, and drop their values.  Required members and
 * tenants may be in every file.  A misplaced member keeps its value unless the main file
 * has the member, too: so references to it are not errors. */
static void claim_members(struct reading *reading, const struct node *root,
                          struct top *top)
{
    struct reader *reader = &reading->reader;

    for (size_t i = 0; i < N_TOP; i++) {
        const struct field_row *field = &top_fields[i];
        const struct node *value = node_member(root, field->name);
        struct place *first = &reading->first[i];

        if (value == NULL)
            continue;
        if (is_misplaced(reading, root, field, value)) {
            if (node_member(reading->main, field->name) != NULL)
                forget(field, top);
            continue;
        }
        if (first->file == NULL) {
            *first = reader_place(reader, value);
            continue;
        }
        if (field->need == FIELD_REQUIRED || is_section(field, SECTION_TENANTS) ||
            first->file == reader->file)
            continue;
        REFUSE(reader, "second-section", reader_place(reader, value),
               "\"%.*s\" is already in %s:%u; only tenants may be spread over several "
               "files",
               STR_ARGS(field->name), first->file, first->line);
        forget(field, top);
    }
}

/* Read the members that are not sections.  A contact may have several lines. */
static void read_head(struct reader *reader, const struct top *top)
{
    const struct spot spot = {"metadata", STR_NONE, SPOT_WHOLE, NULL};
    struct policy *policy = reader->policy;
    struct text_at contact = top->contact;
    struct text_at name = {0};
    size_t index = 0;

    if (fields_read(reader, top->metadata, spot, FIELDS(metadata_fields), &name))
        policy->name = name.text;
    (void)reader_is_printable(reader, "name", &name);
    while (contact.text.len > 0 && contact.text.ptr[contact.text.len - 1] == '\n')
        contact.text.len--;
    if (text_at_given(&contact))
        policy->contact = contact.text;
    (void)reader_lines_are_printable(reader, "contact", &contact);
    if (reader_word(reader, &mode_choice, &top->mode, &index))
        policy->mode = (enum policy_mode)index;
    on_update_read(reader, &top->on_update, &policy->on_update);
}

static void read_root(struct reading *reading, const struct node *root)
{
    struct reader *reader = &reading->reader;
    const struct spot spot = {NULL, STR_NONE, 0, NULL};
    struct top top = {0};

    if (!fields_read(reader, root, spot, FIELDS(top_fields), &top)) {
        reading->broken = true;
        return;
    }
    outline_read(reader->policy, root);
    if (reading->places != NULL)
        addresses_add(reading->places, root, reader->file);
    check_head(reader, &top);
    claim_members(reading, root, &top);
    read_head(reader, &top);
    for (size_t i = 0; i < SECTION_COUNT; i++) {
        struct section **last = &reading->sections[i];

        if (top.sections[i] == NULL)
            continue;
        while (*last != NULL)
            last = &(*last)->next;
        *last = ARENA_NEW(&reader->arena, struct section, 1);
        **last = (struct section){top.sections[i], reader->file, NULL};
    }
}

/* The only document of a file.  NULL: it cannot be read, and the problem is noted. */
static struct node *read_document(struct reading *reading, const struct policy_file *file)
{
    AUTO(doc_reader_free)
    struct doc_reader *reader =
        doc_reader_new(file->name, file->bytes, DOC_POLICY, reading->reader.problems);
    struct place place = {file->name, 1, 1};
    struct node *root = NULL;
    struct node *second = NULL;
    enum doc_step step;

    doc_reader_limit(reader, &reading->reader.budget);
    step = doc_reader_next(reader, &reading->reader.arena, &root);

    if (step == DOC_BROKEN)
        return NULL;
    if (step == DOC_END || node_is_blank(root)) {
        REFUSE(&reading->reader, "empty-document", place,
               "empty document; a policy begins with apiVersion: " API_VERSION);
        return NULL;
    }
    step = doc_reader_next(reader, &reading->reader.arena, &second);
    if (step == DOC_READY) {
        place = node_place(second, file->name);
        REFUSE(&reading->reader, "several-documents", place,
               "a second document begins here; a policy file contains one");
    }
    if (reading->start.file == NULL)
        reading->start = node_place(root, file->name);
    return root;
}

/* The root of a file, which may be the main file.  NULL: as above. */
static const struct node *read_file(struct reading *reading,
                                    const struct policy_file *file)
{
    const struct node *root = NULL;

    reading->reader.file = file->name;
    if (file->bytes.len > POLICY_MAX_BYTES)
        REFUSE(&reading->reader, "too-large", (struct place){file->name, 1, 1},
               "the file is larger than %zu bytes", POLICY_MAX_BYTES);
    else
        root = read_document(reading, file);
    if (root == NULL)
        reading->broken = true;
    else if (reading->main == NULL && node_member(root, STR(CLASSES)) != NULL) {
        reading->main = root;
        reading->main_file = file->name;
    }
    return root;
}

/* All documents are parsed first, because the one with the classes decides what the
 * others may contain. */
static void read_files(struct reading *reading, const struct policy_file *files, size_t n)
{
    const struct node **roots = ARENA_NEW(&reading->reader.arena, const struct node *, n);

    for (size_t i = 0; i < n; i++) {
        assert(files[i].name != NULL); /* places have a file */
        roots[i] = read_file(reading, &files[i]);
    }
    for (size_t i = 0; i < n; i++) {
        reading->reader.file = files[i].name;
        if (roots[i] != NULL && reader_has_room(&reading->reader, 0))
            read_root(reading, roots[i]);
    }
}

/* Note missing sections, unless a file could not be read: it may contain them. */
static void require_sections(struct reading *reading)
{
    if (reading->broken || reading->start.file == NULL)
        return;
    for (size_t i = 0; i < N_TOP; i++) {
        const struct field_row *field = &top_fields[i];

        if ((is_section(field, SECTION_CLASSES) || is_section(field, SECTION_TENANTS)) &&
            reading->first[i].file == NULL)
            REFUSE(&reading->reader, "missing-field", reading->start,
                   "\"%.*s\" is missing", STR_ARGS(field->name));
    }
}

/* Stop when the reading has ended for lack of room: a section that was cut short leaves
 * the policy incomplete for the next one. */
static void read_sections(struct reading *reading)
{
    for (size_t i = 0; i < SECTION_COUNT && !reading->reader.problems->ended; i++)
        section_reads[i](&reading->reader, reading->sections[i]);
    if (!reading->reader.problems->ended)
        kinds_finish(&reading->reader);
    (void)reader_has_room(&reading->reader, 0);
}

struct policy *policy_read_within(const struct policy_reading *given,
                                  struct problems *problems)
{
    struct reading reading = {
        .reader = {.problems = problems, .budget = given->budget, .today = given->today},
        .places = given->places};
    struct reader *reader = &reading.reader;
    struct policy *policy = NULL;

    reader->policy = policy_new();
    reader->policy->hash = arena_dup(&reader->policy->arena, given->hash);
    read_files(&reading, given->files, given->n);
    require_sections(&reading);
    reader->has_kinds = reading.sections[SECTION_KINDS] != NULL;
    read_sections(&reading);
    if (problems->n_errors == 0) {
        lint_read(reader);
        policy = take_ptr(&reader->policy);
    }
    reader_clear(reader);
    problems_sort(problems);
    return policy;
}

struct policy *policy_read(const struct policy_file *files, size_t n, struct str hash,
                           int32_t today, struct problems *problems)
{
    const struct policy_reading given = {files, n, BUDGET_NONE, hash, today, NULL};

    return policy_read_within(&given, problems);
}
