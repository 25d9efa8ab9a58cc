/*
 * policy_read: policy documents (YAML) -> policy.
 */
#include "yaml/policy/read.h"

#include "yaml/doc/doc.h"
#include "yaml/policy/sections.h"

#define API_VERSION "ingress-warden.dev/v1"
#define API_GROUP   "ingress-warden.dev/"
#define KIND        "IngressPolicy"

/* The top of one file. */
struct top {
    struct text_at api_version, kind, contact, mode, on_update;
    const struct node *metadata;
    const struct node *networks, *instances, *profiles, *classes, *tenants, *rules,
        *annotations, *exemptions;
};

#define ROW(member, name, kind, need) FIELD(struct top, member, name, kind, need)
static const struct field top_fields[] = {
    ROW(api_version, "apiVersion", FIELD_WORD, FIELD_REQUIRED),
    ROW(kind, "kind", FIELD_WORD, FIELD_REQUIRED),
    ROW(metadata, "metadata", FIELD_MAP, FIELD_OPTIONAL),
    ROW(contact, "contact", FIELD_TEXT, FIELD_OPTIONAL),
    ROW(networks, "networks", FIELD_MAP, FIELD_OPTIONAL),
    ROW(instances, "externalDNS", FIELD_MAP, FIELD_OPTIONAL),
    ROW(profiles, "profiles", FIELD_MAP, FIELD_OPTIONAL),
    ROW(classes, "classes", FIELD_MAP, FIELD_OPTIONAL),
    ROW(tenants, "tenants", FIELD_LIST, FIELD_OPTIONAL),
    ROW(mode, "mode", FIELD_WORD, FIELD_OPTIONAL),
    ROW(on_update, "onUpdate", FIELD_WORD, FIELD_OPTIONAL),
    ROW(rules, "rules", FIELD_MAP, FIELD_OPTIONAL),
    ROW(annotations, "annotations", FIELD_MAP, FIELD_OPTIONAL),
    ROW(exemptions, "exemptions", FIELD_LIST, FIELD_OPTIONAL),
};
#undef ROW
#define N_TOP ARRAY_LEN(top_fields)

static const struct field metadata_fields[] = {
    FIELD(struct build_document, name, "name", FIELD_TEXT, FIELD_OPTIONAL),
};

static const struct {
    size_t at; /* in struct top */
    policy_section_read *read;
} sections[] = {
    {offsetof(struct top, networks), policy_read_networks},
    {offsetof(struct top, instances), policy_read_instances},
    {offsetof(struct top, profiles), policy_read_profiles},
    {offsetof(struct top, classes), policy_read_classes},
    {offsetof(struct top, tenants), policy_read_tenants},
    {offsetof(struct top, rules), policy_read_rules},
    {offsetof(struct top, annotations), policy_read_annotations},
    {offsetof(struct top, exemptions), policy_read_exemptions},
};

/* Members that every file of a folder has, or may have. */
static const struct str in_any_file[] = {
    STR_INIT("apiVersion"),
    STR_INIT("kind"),
    STR_INIT("tenants"),
};

/* One run over all files. */
struct reading {
    struct arena arena;
    struct problems *problems;
    struct policy_builder *builder;
    struct build_document document;
    struct place first[N_TOP]; /* where a section stands; file NULL: nowhere yet */
    struct place start;        /* of the first document */
    bool broken;               /* some file could not be read to its end */
};

static void check_api_version(const struct reading *reading,
                              const struct text_at *version, const char *quoted)
{
    if (!text_at_given(version) || str_equal(version->text, STR(API_VERSION)))
        return;
    if (str_has_prefix(version->text, STR(API_GROUP)))
        problems_add(reading->problems, SEVERITY_ERROR, "api-version", version->place,
                     "apiVersion %s is not known here; this program reads " API_VERSION,
                     quoted);
    else
        problems_add(reading->problems, SEVERITY_ERROR, "api-version", version->place,
                     "apiVersion %s is not a policy's; write " API_VERSION, quoted);
}

static void check_kind(const struct reading *reading, const struct text_at *kind,
                       const char *quoted)
{
    if (text_at_given(kind) && !str_equal(kind->text, STR(KIND)))
        problems_add(reading->problems, SEVERITY_ERROR, "kind", kind->place,
                     "kind %s is not a policy's; write " KIND, quoted);
}

static bool may_stand_again(struct str name)
{
    for (size_t i = 0; i < ARRAY_LEN(in_any_file); i++) {
        if (str_equal(in_any_file[i], name))
            return true;
    }
    return false;
}

/* Refuse sections of an earlier file, and forget their values here. */
static void claim_sections(struct reading *reading, const struct decoder *decoder,
                           const struct node *root, struct top *top)
{
    static const struct text_at no_text;
    static const struct node *const no_node = NULL;

    for (size_t i = 0; i < N_TOP; i++) {
        const struct field *field = &top_fields[i];
        const struct node *value = node_member(root, field->name);
        struct place *first = &reading->first[i];
        char *at = (char *)top + field->at;

        if (value == NULL)
            continue;
        if (first->file == NULL) {
            *first = node_place(value, decoder->file);
            continue;
        }
        if (may_stand_again(field->name) || first->file == decoder->file)
            continue;
        fields_refuse(decoder, value, "second-section",
                      "\"%.*s\" stands in %s:%u already; only tenants may be spread over "
                      "several files",
                      STR_ARGS(field->name), first->file, first->line);
        if (field->kind == FIELD_TEXT || field->kind == FIELD_WORD)
            memcpy(at, &no_text, sizeof no_text);
        else
            memcpy(at, &no_node, sizeof(const struct node *));
    }
}

static void keep(struct text_at *kept, const struct text_at *given)
{
    if (text_at_given(given))
        *kept = *given;
}

static void read_root(struct reading *reading, const char *file, const struct node *root)
{
    const struct decoder decoder = {&reading->arena, reading->problems, file};
    const struct spot spot = {NULL, STR_NONE, 0, NULL};
    const struct spot metadata_spot = {"metadata", STR_NONE, SPOT_WHOLE, NULL};
    struct top top = {0};

    if (!fields_read(&decoder, root, &spot, FIELDS(top_fields), &top)) {
        reading->broken = true;
        return;
    }
    check_api_version(reading, &top.api_version,
                      fields_quoted(&decoder, top.api_version.text));
    check_kind(reading, &top.kind, fields_quoted(&decoder, top.kind.text));
    claim_sections(reading, &decoder, root, &top);
    if (top.metadata != NULL)
        (void)fields_read(&decoder, top.metadata, &metadata_spot, FIELDS(metadata_fields),
                          &reading->document);
    keep(&reading->document.contact, &top.contact);
    keep(&reading->document.mode, &top.mode);
    keep(&reading->document.on_update, &top.on_update);
    for (size_t i = 0; i < ARRAY_LEN(sections); i++) {
        const struct node *value;

        memcpy(&value, (const char *)&top + sections[i].at, sizeof(const struct node *));
        if (value != NULL)
            sections[i].read(&decoder, reading->builder, value);
    }
}

/* The one document of a file; NULL: noted. */
static struct node *read_document(struct reading *reading, const struct policy_file *file)
{
    AUTO(doc_reader_free)
    struct doc_reader *reader =
        doc_reader_new(file->name, file->bytes, DOC_POLICY, reading->problems);
    struct place place = {file->name, 1, 1};
    struct node *root = NULL;
    struct node *second = NULL;
    enum doc_step step = doc_reader_next(reader, &reading->arena, &root);

    if (step == DOC_BROKEN)
        return NULL;
    if (step == DOC_END || node_is_blank(root)) {
        problems_add(reading->problems, SEVERITY_ERROR, "empty-document", place,
                     "empty document; a policy begins with apiVersion: " API_VERSION);
        return NULL;
    }
    step = doc_reader_next(reader, &reading->arena, &second);
    if (step == DOC_READY) {
        place = node_place(second, file->name);
        problems_add(reading->problems, SEVERITY_ERROR, "several-documents", place,
                     "a second document begins here; a policy file holds one");
    }
    if (reading->start.file == NULL)
        reading->start = node_place(root, file->name);
    return root;
}

static void read_file(struct reading *reading, const struct policy_file *file)
{
    if (file->bytes.len > POLICY_MAX_BYTES) {
        problems_add(reading->problems, SEVERITY_ERROR, "too-large",
                     (struct place){file->name, 1, 1},
                     "the file is larger than %zu bytes", POLICY_MAX_BYTES);
        reading->broken = true;
        return;
    }

    struct node *root = read_document(reading, file);

    if (root == NULL)
        reading->broken = true;
    else
        read_root(reading, file->name, root);
}

/* A file that could not be read may hold what seems to be missing. */
static void require_sections(const struct reading *reading)
{
    static const struct str required[] = {STR_INIT("classes"), STR_INIT("tenants")};

    if (reading->broken || reading->start.file == NULL)
        return;
    for (size_t i = 0; i < N_TOP; i++) {
        for (size_t j = 0; j < ARRAY_LEN(required); j++) {
            if (str_equal(top_fields[i].name, required[j]) &&
                reading->first[i].file == NULL)
                problems_add(reading->problems, SEVERITY_ERROR, "missing-field",
                             reading->start, "\"%.*s\" is missing",
                             STR_ARGS(required[j]));
        }
    }
}

struct policy *policy_read(const struct policy_file *files, size_t n, struct str hash,
                           int32_t today, struct problems *problems)
{
    AUTO(policy_builder_free)
    struct policy_builder *builder = policy_builder_new(problems);
    struct reading reading = {.problems = problems, .builder = builder};

    arena_init(&reading.arena);
    for (size_t i = 0; i < n; i++)
        read_file(&reading, &files[i]);
    require_sections(&reading);
    policy_build_document(builder, &reading.document);

    struct policy *policy = policy_build_finish(builder, hash, today);

    arena_clear(&reading.arena);
    problems_sort(problems);
    return policy;
}
