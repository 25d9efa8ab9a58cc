/*
 * doc_fault: what libyaml says of broken YAML, in words that help.
 */
#include "yaml/doc/fault.h"

/* libyaml's sentence -> ours.  Sentences that are not listed are shown as they are. */
static const struct {
    const char *theirs;
    const char *ours;
} wordings[] = {
    {"mapping values are not allowed in this context",
     "a \": \" is not allowed here; look for a wrong indent, a missing \"- \" or a "
     "missing "
     "quote on this line and the one above"},
    {"could not find expected ':'",
     "a key without \":\"; look for a wrong indent or a missing quote"},
    {"did not find expected key",
     "a key is expected here; look for a wrong indent or a missing \"- \""},
    {"did not find expected '-' indicator",
     "a list item (\"- \") is expected here; look for a wrong indent"},
    {"block sequence entries are not allowed in this context",
     "a list item (\"- \") is not allowed here; begin it on a line of its own"},
    {"did not find expected ',' or ']'", "a \",\" or the closing \"]\" is missing"},
    {"did not find expected ',' or '}'", "a \",\" or the closing \"}\" is missing"},
    {"found unexpected end of stream", "the text ends inside a quoted value"},
    {"found unexpected document indicator", "a document ends inside a quoted value"},
    {"did not find expected node content",
     "a value is expected here; look for an open bracket or quote above"},
    {"did not find expected alphabetic or numeric character",
     "\"*\" and \"&\" begin an alias or anchor here; put the value in quotes"},
    {"found incompatible YAML document", "only YAML 1.1 and 1.2 can be read"},
    {"found unknown escape character",
     "an unknown escape in double quotes; write \"\\\\\" for a backslash"},
    {"did not find expected <document start>",
     "text after the end of the document; look for a wrong indent or a missing \"---\""},
    {"found a tab character that violates indentation",
     "a tab is not allowed as indent; use spaces"},
    {"found a tab character where an indentation space is expected",
     "a tab is not allowed as indent; use spaces"},
};

static const char *worded(const char *theirs)
{
    for (size_t i = 0; i < ARRAY_LEN(wordings); i++) {
        if (strcmp(wordings[i].theirs, theirs) == 0)
            return wordings[i].ours;
    }
    return theirs;
}

struct mark doc_fault_mark(struct str bytes, size_t offset)
{
    struct mark mark = {1, 1};

    for (size_t i = 0; i < offset && i < bytes.len; i++) {
        const unsigned char byte = (unsigned char)bytes.ptr[i];
        const bool breaks_later =
            byte == '\r' && i + 1 < bytes.len && bytes.ptr[i + 1] == '\n';

        if (byte == '\n' || (byte == '\r' && !breaks_later)) {
            mark.line++;
            mark.column = 1;
        } else if (byte < 0x80 || byte >= 0xc0) { /* not the inside of a character */
            mark.column++;
        }
    }
    return mark;
}

/* Bytes that are no text: libyaml gives an offset only. */
static void note_bytes(const yaml_parser_t *parser, const char *file, struct str bytes,
                       struct problems *problems)
{
    const struct mark mark = doc_fault_mark(bytes, parser->problem_offset);
    const struct place place = {file, mark.line, mark.column};

    if (strcmp(parser->problem, "control characters are not allowed") == 0)
        problems_add(problems, SEVERITY_ERROR, "encoding", place,
                     "the control character U+%04X is not allowed in YAML",
                     (unsigned)parser->problem_value);
    else
        problems_add(problems, SEVERITY_ERROR, "encoding", place,
                     "not UTF-8 text: %s; save the file as UTF-8", parser->problem);
}

/* `found character that cannot start any token` does not say which. */
static bool note_character(const yaml_parser_t *parser, struct place place,
                           struct str bytes, struct problems *problems)
{
    const size_t at = parser->problem_mark.index;

    if (strcmp(parser->problem, "found character that cannot start any token") != 0)
        return false;

    /* The index counts characters; the byte is found on the line itself. */
    size_t from = 0;
    size_t seen = 0;

    while (from < bytes.len && seen < at) {
        from++;
        while (from < bytes.len && ((unsigned char)bytes.ptr[from] & 0xc0) == 0x80)
            from++;
        seen++;
    }
    if (from >= bytes.len)
        return false;
    if (bytes.ptr[from] == '\t')
        problems_add(problems, SEVERITY_ERROR, "syntax", place,
                     "a tab is not allowed as indent; use spaces");
    else
        problems_add(problems, SEVERITY_ERROR, "syntax", place,
                     "a value cannot begin with \"%c\"; put it in quotes",
                     bytes.ptr[from]);
    return true;
}

static struct place place_of(const char *file, yaml_mark_t mark)
{
    return (struct place){file, (uint32_t)mark.line + 1, (uint32_t)mark.column + 1};
}

void doc_fault_note(const yaml_parser_t *parser, const char *file, struct str bytes,
                    struct problems *problems)
{
    if (parser->error == YAML_READER_ERROR) {
        note_bytes(parser, file, bytes, problems);
        return;
    }

    const struct place place = place_of(file, parser->problem_mark);
    const char *theirs = parser->problem == NULL ? "not YAML" : parser->problem;

    if (parser->problem != NULL && note_character(parser, place, bytes, problems))
        return;
    if (parser->context == NULL ||
        parser->context_mark.line == parser->problem_mark.line) {
        problems_add(problems, SEVERITY_ERROR, "syntax", place, "%s", worded(theirs));
        return;
    }

    const struct place context = place_of(file, parser->context_mark);

    problems_add(problems, SEVERITY_ERROR, "syntax", place,
                 "%s (%s that begins at %u:%u)", worded(theirs), parser->context,
                 context.line, context.column);
}
