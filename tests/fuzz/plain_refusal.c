/* SPDX-License-Identifier: Apache-2.0 */
/* plain_refusal: the plain reading of plain_policy.h. */
#include <arpa/inet.h>
#include <stdlib.h>

#include "base/mem.h"
#include "fuzz.h"
#include "plain_policy.h"

#define NGINX "nginx.ingress.kubernetes.io/"
#define DNS   "external-dns.kubernetes.io/"

/* What the reading knows about a review. */
struct subject {
    const json_t *spec;
    const json_t *annotations;
    bool is_bank;
    bool is_solver;
    const char *class;
};

static const char *text_of(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static bool is_missing(const json_t *value)
{
    return value == NULL || json_is_null(value);
}

/* Whether a is b, or below b. */
static bool is_within(const char *a, const char *b)
{
    const size_t len_a = strlen(a);
    const size_t len_b = strlen(b);

    return len_a >= len_b && strcmp(a + len_a - len_b, b) == 0 &&
           (len_a == len_b || a[len_a - len_b - 1] == '.');
}

static bool is_label(const char *label, size_t n)
{
    return n > 0 && n < 64 && label[0] != '-' && label[n - 1] != '-' &&
           strspn(label, "abcdefghijklmnopqrstuvwxyz0123456789-") >= n;
}

/* Folds the name in place and removes a final dot; false: it is not a valid name. */
static bool make_name(char *name)
{
    size_t n = strlen(name);
    const char *at = name;

    for (size_t i = 0; i < n; i++)
        name[i] = (char)(name[i] >= 'A' && name[i] <= 'Z' ? name[i] + 32 : name[i]);
    if (n > 0 && name[n - 1] == '.')
        name[--n] = '\0';
    if (n > 253)
        return false;
    at += strncmp(at, "*.", 2) == 0 ? 2 : 0;
    for (;;) {
        n = strcspn(at, ".");
        if (!is_label(at, n))
            return false;
        if (at[n] == '\0')
            return strspn(at, "0123456789") < n;
        at += n + 1;
    }
}

/* Decided by the entries of the tenants; the longest counts. */
static bool is_permitted(const struct subject *subject, const char *name)
{
    if (name[0] == '*')
        return !subject->is_bank && strcmp(name, "*.wild.example.com") == 0;
    if (is_within(name, "pay.corp.example.net") || is_within(name, "bank.example.com"))
        return subject->is_bank;
    return !subject->is_bank &&
           (is_within(name, "shop.example.com") || is_within(name, "corp.example.net") ||
            strcmp(name, "www.example.com") == 0);
}

static const char *refuse_name(const struct subject *subject, struct str text)
{
    AUTO(mem_free) char *name = fuzz_copy(text);
    const char *domain =
        strcmp(subject->class, "external") == 0 ? "example.com" : "corp.example.net";

    if (strlen(name) != text.len || !make_name(name))
        return "a host that is not a name";
    if (!is_permitted(subject, name))
        return "a host outside the tenant's domains";
    if (!is_within(name, domain))
        return "a host outside the class's domains";
    return NULL;
}

static const char *refuse_namespace(const json_t *request, struct subject *ret)
{
    const json_t *given = json_object_get(request, "namespace");
    const char *name = json_string_value(given);

    if (name == NULL || strlen(name) != json_string_length(given))
        return "a namespace without tenant";
    ret->is_bank = strcmp(name, "bank") == 0;
    if (!ret->is_bank && strcmp(name, "shop") != 0 && strncmp(name, "shop-", 5) != 0)
        return "a namespace without tenant";
    return NULL;
}

static const char *refuse_class(struct subject *subject)
{
    static const char *const carriers[] = {"kubernetes.io/ingress.class",
                                           "projectcontour.io/ingress.class"};
    const json_t *field = json_object_get(subject->spec, "ingressClassName");

    if (!is_missing(field) && !json_is_string(field))
        return "a class that is not text";
    if (json_string_length(field) > 0)
        subject->class = json_string_value(field);
    for (size_t i = 0; i < ARRAY_LEN(carriers); i++) {
        const char *named = text_of(subject->annotations, carriers[i]);

        if (named == NULL)
            continue;
        if (subject->class != NULL && strcmp(named, subject->class) != 0)
            return "carriers that do not agree";
        subject->class = named;
    }
    if (subject->class == NULL)
        return "no class";
    if (strcmp(subject->class, "external") == 0)
        return NULL;
    return !subject->is_bank && strcmp(subject->class, "internal") == 0
               ? NULL
               : "a class that is not the tenant's";
}

static const char *refuse_path(const json_t *path)
{
    const char *text = json_string_value(path);

    if (is_missing(path))
        return NULL;
    if (text == NULL || strlen(text) != json_string_length(path))
        return "a path that is not text, or contains a NUL";
    for (; *text != '\0'; text++)
        if ((unsigned char)*text <= ' ' || strchr("\"'`\\;#\x7f", *text) != NULL)
            return "a path with a byte that ends it";
    return NULL;
}

static const char *refuse_rule(const struct subject *subject, const json_t *rule)
{
    const json_t *host = json_object_get(rule, "host");
    const json_t *paths = json_object_get(json_object_get(rule, "http"), "paths");
    const char *why = NULL;

    if (!json_is_string(host) || json_string_length(host) == 0)
        return "a rule for every host";
    why = refuse_name(subject, by_jansson_text(host));
    for (size_t i = 0; why == NULL && i < json_array_size(paths); i++)
        why = refuse_path(json_object_get(json_array_get(paths, i), "path"));
    return why;
}

static const char *refuse_tls(const struct subject *subject, const json_t *entry)
{
    const json_t *hosts = json_object_get(entry, "hosts");
    const char *why = NULL;

    if (!json_is_object(entry) || (!is_missing(hosts) && !json_is_array(hosts)))
        return "a tls entry of the wrong shape";
    for (size_t i = 0; why == NULL && i < json_array_size(hosts); i++) {
        const json_t *host = json_array_get(hosts, i);

        why = json_is_string(host) ? refuse_name(subject, by_jansson_text(host))
                                   : "a tls host that is not text";
    }
    return why;
}

static const char *refuse_list(const struct subject *subject, const char *key,
                               const char *(*refuse)(const struct subject *subject,
                                                     const json_t *entry))
{
    const json_t *list = json_object_get(subject->spec, key);
    const char *why = NULL;

    if (!is_missing(list) && !json_is_array(list))
        return "a list of the wrong type";
    for (size_t i = 0; why == NULL && i < json_array_size(list); i++)
        why = refuse(subject, json_array_get(list, i));
    return why;
}

/* Whether the entry is inside 10.0.0.0/8. */
static bool is_inside(char *entry)
{
    char *slash = NULL;
    struct in_addr address;

    entry += strspn(entry, " \t");
    entry[strcspn(entry, " \t")] = '\0';
    slash = strchr(entry, '/');
    if (slash != NULL)
        *slash = '\0';
    return inet_pton(AF_INET, entry, &address) == 1 &&
           ntohl(address.s_addr) >> 24 == 10 &&
           (slash == NULL || strtoul(slash + 1, NULL, 10) >= 8);
}

/* Class internal: at least one list, and each entry in the network. */
static const char *refuse_ranges(const struct subject *subject)
{
    static const char *const spellings[] = {NGINX "whitelist-source-range",
                                            NGINX "allowlist-source-range"};
    bool found = false;

    for (size_t i = 0; i < ARRAY_LEN(spellings); i++) {
        const char *value = text_of(subject->annotations, spellings[i]);
        AUTO(mem_free) char *copy = value == NULL ? NULL : fuzz_copy(str_from(value));
        char *rest = copy;

        while (rest != NULL)
            if (!is_inside(strsep(&rest, ",")))
                return "a source range outside the network";
        found = found || value != NULL;
    }
    return found ? NULL : "no source ranges";
}

static const char *refuse_annotation(const struct subject *subject, const char *key,
                                     const json_t *value)
{
    const size_t len = strlen(key);
    const char *text = json_string_value(value);

    if (text == NULL)
        return "an annotation that is not text";
    if (len >= 8 && strcmp(key + len - 8, "-snippet") == 0)
        return "a forbidden annotation";
    if (strcmp(key, DNS "hostname") == 0 && text[0] != '\0' &&
        strpbrk(text, " ,\t") == NULL)
        return refuse_name(subject, by_jansson_text(value));
    if (strncmp(key, NGINX, strlen(NGINX)) != 0 ||
        strcmp(key, NGINX "upstream-hash-by") == 0 ||
        strcmp(key, NGINX "auth-tls-match-cn") == 0)
        return NULL;
    return strlen(text) != json_string_length(value) ||
                   strpbrk(text, "{}\n\r;#\\`") != NULL
               ? "an annotation with a byte that ends it"
               : NULL;
}

static bool is_exactly(const struct subject *subject, const char *key, const char *value)
{
    const char *have = text_of(subject->annotations, key);

    return have != NULL && strcmp(have, value) == 0;
}

static const char *refuse_annotations(const struct subject *subject)
{
    const char *key = NULL;
    json_t *value = NULL;
    const char *why = NULL;

    json_object_foreach((json_t *)(uintptr_t)subject->annotations, key, value)
    {
        why = why == NULL ? refuse_annotation(subject, key, value) : why;
    }
    if (why != NULL)
        return why;
    if (strcmp(subject->class, "external") != 0)
        return subject->is_solver ? NULL : refuse_ranges(subject);
    return is_exactly(subject, DNS "target", "edge.example.com") &&
                   is_exactly(subject, DNS "ingress-hostname-source",
                              "defined-hosts-only")
               ? NULL
               : "external without what DNS needs";
}

static bool is_judged(enum plain_policy which, const json_t *request)
{
    const char *operation = text_of(request, "operation");
    const char *sub_resource = text_of(request, "subResource");
    const json_t *stored = json_object_get(request, "oldObject");
    const json_t *metadata = json_object_get(stored, "metadata");
    const char *kind = text_of(json_object_get(request, "kind"), "kind");

    if (which == PLAIN_PREVIEW || operation == NULL || kind == NULL ||
        strcmp(kind, "Ingress") != 0 || (sub_resource != NULL && sub_resource[0] != '\0'))
        return false;
    if (strcmp(operation, "UPDATE") == 0)
        return which == PLAIN_STRICT &&
               is_missing(json_object_get(metadata, "deletionTimestamp"));
    return strcmp(operation, "CREATE") == 0;
}

/* An Ingress that claims nothing is allowed. */
static bool claims_nothing(const struct subject *subject)
{
    return json_array_size(json_object_get(subject->spec, "rules")) == 0 &&
           json_array_size(json_object_get(subject->spec, "tls")) == 0;
}

const char *plain_refusal(enum plain_policy which, const json_t *review)
{
    const json_t *request = json_object_get(review, "request");
    const json_t *object = json_object_get(request, "object");
    const json_t *metadata = json_object_get(object, "metadata");
    const char *user = text_of(json_object_get(request, "userInfo"), "username");
    struct subject subject = {.spec = json_object_get(object, "spec"),
                              .annotations = json_object_get(metadata, "annotations")};
    const char *why = NULL;

    if (!is_judged(which, request) || is_missing(subject.spec))
        return NULL;
    if (!json_is_object(object) || !json_is_object(subject.spec) ||
        (!is_missing(subject.annotations) && !json_is_object(subject.annotations)))
        return "an object of the wrong shape";
    subject.is_solver = user != NULL && strcmp(user, "solver") == 0;
    why = refuse_namespace(request, &subject);
    why = why == NULL ? refuse_class(&subject) : why;
    if (why != NULL)
        return claims_nothing(&subject) ? NULL : why;
    if (!is_missing(json_object_get(subject.spec, "defaultBackend")))
        return "a default backend";
    why = refuse_list(&subject, "rules", refuse_rule);
    why = why == NULL ? refuse_list(&subject, "tls", refuse_tls) : why;
    why = why == NULL ? refuse_annotations(&subject) : why;
    return why;
}
