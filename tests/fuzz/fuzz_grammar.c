/* SPDX-License-Identifier: Apache-2.0 */
/* grammar: what a text claims, compared with a plain second reading.  The first byte
 * picks the grammar (h to o).  Router rules are also compared with what ExternalDNS finds
 * in them. */
#include <regex.h>

#include "core/kinds/texts.h"
#include "fuzz.h"

/* A rule as a tree, as Traefik builds it. */
enum node_kind {
    NODE_MATCHER,
    NODE_AND,
    NODE_OR,
};
struct node {
    enum node_kind what;
    bool is_negated; /* for a matcher */
    bool is_bound;
    struct node *left;
    struct node *right;
};

struct tree {
    struct arena *arena;
    const char *at;
    struct str names[64];
    size_t n;
    size_t depth;
    bool is_unclear;
    bool is_skipped; /* too large for this reading */
};

static struct node *parse_or(struct tree *tree);

static void skip(struct tree *tree)
{
    tree->at += strspn(tree->at, " \t\r\n\f");
}

static bool take(struct tree *tree, const char *word)
{
    skip(tree);
    if (strncmp(tree->at, word, strlen(word)) != 0)
        return false;
    tree->at += strlen(word);
    return true;
}

/* Compares without regard to ASCII case. */
static bool is_same(const char *text, const char *word, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (byte_lower(text[i]) != byte_lower(word[i]))
            return false;
    }
    return true;
}

static bool is_word(struct str name, const char *word)
{
    return name.len == strlen(word) && is_same(name.ptr, word, name.len);
}

static bool ends_as_host(struct str text)
{
    static const char *const words[] = {"host", "hostheader", "hostsni"};

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        const size_t n = strlen(words[i]);

        if (text.len >= n && is_word(str_skip(text, text.len - n), words[i]))
            return true;
    }
    return false;
}

static struct str trim_end(struct str text)
{
    while (text.len > 0 && strchr(" \t\r\n\f", text.ptr[text.len - 1]) != NULL)
        text.len--;
    return text;
}

static bool parse_argument(struct tree *tree, struct str *ret, char *ret_quote)
{
    const char *begin = NULL;

    skip(tree);
    *ret_quote = *tree->at;
    if (*ret_quote != '`' && *ret_quote != '"')
        return false;
    for (begin = ++tree->at; *tree->at != *ret_quote; tree->at++) {
        if (*tree->at == '\0' || *tree->at == '\r' ||
            (*tree->at == '\n' && *ret_quote == '"'))
            return false;
        tree->is_unclear |= *tree->at == '\\' || *tree->at == '`';
        if (*tree->at == '\\' && *ret_quote == '"' && *++tree->at == '\0')
            return false;
    }
    *ret = (struct str){begin, (size_t)(tree->at++ - begin)};
    *ret = trim_end(*ret);
    if (ret->len > 0 && ret->ptr[ret->len - 1] == '(')
        tree->is_unclear |= ends_as_host(trim_end(str_head(*ret, ret->len - 1)));
    ret->ptr = begin;
    ret->len = (size_t)(tree->at - 1 - begin);
    return true;
}

static struct node *parse_matcher(struct tree *tree)
{
    struct node *node = ARENA_NEW(tree->arena, struct node, 1);
    const size_t n = strspn(tree->at, "abcdefghijklmnopqrstuvwxyz"
                                      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
    const struct str name = {tree->at, n};
    const bool is_pattern = is_word(name, "HostRegexp") || is_word(name, "HostSNIRegexp");
    const bool is_host =
        is_word(name, "Host") || is_word(name, "HostHeader") || is_word(name, "HostSNI");
    char first = '\0';

    if (n == 0 || (*tree->at >= '0' && *tree->at <= '9'))
        return NULL;
    tree->at += n;
    tree->is_unclear |= is_pattern || (!is_host && ends_as_host(name));
    if (!take(tree, "("))
        return NULL;
    node->is_bound = is_pattern;
    if (take(tree, ")"))
        return node;
    node->is_bound |= is_host;
    do {
        struct str argument;
        char quote = '\0';

        if (!parse_argument(tree, &argument, &quote))
            return NULL;
        first = first == '\0' ? quote : first;
        tree->is_unclear |= is_host && quote != first;
        if (is_host && str_equal(argument, STR("*")))
            node->is_bound = false;
        else if (is_host && tree->n < ARRAY_LEN(tree->names))
            tree->names[tree->n++] = argument;
        else if (is_host)
            tree->is_skipped = true;
    } while (take(tree, ","));
    return take(tree, ")") ? node : NULL;
}

static void invert(struct node *node)
{
    if (node->what == NODE_MATCHER) {
        node->is_negated = !node->is_negated;
        return;
    }
    node->what = node->what == NODE_AND ? NODE_OR : NODE_AND;
    invert(node->left);
    invert(node->right);
}

static struct node *parse_operand(struct tree *tree)
{
    struct node *node = NULL;
    size_t n_not = 0;

    while (take(tree, "!"))
        n_not++;
    if (!take(tree, "(")) {
        node = parse_matcher(tree);
    } else {
        if (++tree->depth > 64) {
            tree->is_skipped = true;
            return NULL;
        }
        node = parse_or(tree);
        tree->depth--;
        if (!take(tree, ")"))
            return NULL;
    }
    if (node != NULL && n_not % 2 == 1)
        invert(node);
    return node;
}

static struct node *join(struct tree *tree, enum node_kind what, struct node *left,
                         struct node *right)
{
    struct node *node = ARENA_NEW(tree->arena, struct node, 1);

    *node = (struct node){.what = what, .left = left, .right = right};
    return left == NULL || right == NULL ? NULL : node;
}

static struct node *parse_and(struct tree *tree)
{
    struct node *node = parse_operand(tree);

    while (node != NULL && take(tree, "&&"))
        node = join(tree, NODE_AND, node, parse_operand(tree));
    return node;
}

static struct node *parse_or(struct tree *tree)
{
    struct node *node = parse_and(tree);

    while (node != NULL && take(tree, "||"))
        node = join(tree, NODE_OR, node, parse_and(tree));
    return node;
}

static bool is_bound(const struct node *node)
{
    switch (node->what) {
    case NODE_AND:
        return is_bound(node->left) || is_bound(node->right);
    case NODE_OR:
        return is_bound(node->left) && is_bound(node->right);
    case NODE_MATCHER:
        break;
    }
    return node->is_bound && !node->is_negated;
}

static bool has_name(const struct text_names *names, struct str name,
                     enum host_reading reading)
{
    for (size_t i = 0; i < names->n; i++) {
        if (names->all[i].reading == reading && str_equal(names->all[i].name, name))
            return true;
    }
    return false;
}

/* What ExternalDNS 0.22 finds.  POSIX expressions lack a part of its expression: a value
 * ends at the first back-quote before a closing parenthesis. */
static void check_found(const char *text, const struct text_names *names)
{
    regmatch_t found[2];
    regex_t call;

    FUZZ_LAW(regcomp(&call, "(HostSNI|HostHeader|Host)[ \t\n\r\f]*\\([ \t\n\r\f]*`",
                     REG_EXTENDED) == 0,
             "the expression compiles");
    for (const char *at = text; regexec(&call, at, 1, found, 0) == 0;
         at += found[0].rm_so + 1) {
        const char *quote = at + found[0].rm_eo - 1;
        const char *end = quote + 1;

        while (*end != '\0' &&
               !(*end == '`' && end[1 + strspn(end + 1, " \t\n\r\f")] == ')'))
            end++;
        for (; *end != '\0' && quote < end;) {
            const size_t n = strcspn(quote + 1, ",`");

            if (n > 0 && quote[1 + n] == '`' && quote + 1 + n <= end) {
                FUZZ_LAW(has_name(names, (struct str){quote + 1, n}, HOST_IS_NAME) ||
                             strncmp(quote, "`*`", 3) == 0,
                         "a name that ExternalDNS finds is claimed");
                quote += n + 2;
            } else {
                quote++;
            }
            quote += strcspn(quote, "`");
        }
    }
    regfree(&call);
}

static void check_rule(struct arena *arena, struct str text,
                       const struct text_names *names)
{
    struct tree tree = {.arena = arena, .at = arena_dup(arena, text).ptr};
    const char *begin = tree.at;
    struct node *root = NULL;

    if (strlen(begin) < text.len)
        return;
    root = parse_or(&tree);
    skip(&tree);
    if (tree.is_skipped)
        return;
    if (root == NULL || *tree.at != '\0') {
        FUZZ_LAW(names->n == 1 && has_name(names, text, HOST_IS_UNREADABLE) &&
                     !names->is_catch_all,
                 "an invalid rule is unreadable");
        return;
    }
    FUZZ_LAW(names->is_catch_all == !is_bound(root),
             "a rule that is not bound to hosts is a catch-all");
    FUZZ_LAW(names->is_unbound == names->is_catch_all,
             "a catch-all of a rule is marked as unbound");
    FUZZ_LAW(names->n == tree.n + tree.is_unclear,
             "a rule has its names, and its text if it is unclear");
    for (size_t i = 0; i < tree.n; i++)
        FUZZ_LAW(str_equal(names->all[i].name, tree.names[i]), "names are in order");
    FUZZ_LAW(has_name(names, text, HOST_IS_UNREADABLE) == tree.is_unclear,
             "a rule is unclear if the plain reading says so");
    if (!tree.is_unclear)
        check_found(begin, names);
}

static struct str plain_trim(struct str text)
{
    while (text.len > 0 && (text.ptr[0] == ' ' || text.ptr[0] == '\t'))
        text = str_skip(text, 1);
    while (text.len > 0 &&
           (text.ptr[text.len - 1] == ' ' || text.ptr[text.len - 1] == '\t'))
        text.len--;
    return text;
}

static void check_list(struct str text, const struct text_names *names)
{
    size_t n = 0;
    size_t begin = 0;
    bool has_star = false;

    for (size_t i = 0; i <= text.len; i++) {
        struct str item;

        if (i < text.len && text.ptr[i] != ',')
            continue;
        item = plain_trim((struct str){text.ptr + begin, i - begin});
        begin = i + 1;
        if (str_equal(item, STR("*"))) {
            has_star = true;
            continue;
        }
        FUZZ_LAW(n < names->n && str_equal(names->all[n].name, item),
                 "an item is between two commas");
        n++;
    }
    FUZZ_LAW(n == names->n && has_star == names->is_catch_all,
             "there are no further items");
}

static void check_istio(struct str text, const struct text_names *names)
{
    static const char lower[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
    struct str name = text;
    size_t n = 0;

    while (n < text.len && text.ptr[n] != '/')
        n++;
    if (n < text.len && n > 0) {
        bool is_namespace = true;

        for (size_t i = 0; i < n; i++)
            is_namespace &= memchr(lower, text.ptr[i], sizeof lower - 1) != NULL;
        if (is_namespace || (n == 1 && (text.ptr[0] == '*' || text.ptr[0] == '.')))
            name = str_skip(text, n + 1);
    }
    FUZZ_LAW(names->is_catch_all == str_equal(name, STR("*")),
             "an asterisk claims all names");
    FUZZ_LAW(names->is_catch_all ? names->n == 0
                                 : names->n == 1 && str_equal(names->all[0].name, name),
             "any other text is one name");
}

static void check_predicate(struct str text, const struct text_names *names)
{
    bool speaks = memchr(text.ptr, '\\', text.len) != NULL;

    for (size_t i = 0; i + 4 <= text.len; i++)
        speaks |= is_same(text.ptr + i, "host", 4);
    FUZZ_LAW(names->n == speaks && !names->is_catch_all &&
                 has_name(names, text, HOST_IS_UNREADABLE) == speaks,
             "a predicate mentions hosts or claims nothing");
}

static void check_one(enum text_grammar as, struct str text,
                      const struct text_names *names)
{
    const bool is_star =
        str_equal(text, STR("*")) && as != TEXT_PLAIN && as != TEXT_OPAQUE;
    const enum host_reading reading = as == TEXT_OPAQUE   ? HOST_IS_UNREADABLE
                                      : as == TEXT_RECORD ? HOST_IS_RECORD
                                                          : HOST_IS_NAME;

    FUZZ_LAW(names->is_catch_all == is_star && !names->is_unbound && names->n == !is_star,
             "there is one name, or a catch-all");
    FUZZ_LAW(is_star || has_name(names, text, reading), "the name is the text");
}

void fuzz_one(struct str bytes)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct fuzz_bytes from = {bytes};
    const enum text_grammar as = (enum text_grammar)fuzz_below(&from, TEXT_GRAMMARS);
    struct text_names names;

    if (from.rest.len == 0)
        return;
    text_names_of(&arena, as, from.rest, &names);
    if (names.is_too_many) {
        FUZZ_LAW(names.n == TEXT_MAX_NAMES,
                 "there are at most as many names as can be judged");
        return;
    }
    switch (as) {
    case TEXT_LIST:
        check_list(from.rest, &names);
        break;
    case TEXT_ISTIO:
        check_istio(from.rest, &names);
        break;
    case TEXT_TRAEFIK:
        check_rule(&arena, from.rest, &names);
        break;
    case TEXT_PREDICATE:
        check_predicate(from.rest, &names);
        break;
    case TEXT_NAME:
    case TEXT_PLAIN:
    case TEXT_RECORD:
    case TEXT_OPAQUE:
    case TEXT_GRAMMARS:
        check_one(as, from.rest, &names);
        break;
    }
}
