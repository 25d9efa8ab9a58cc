/*
 * doc_fault: what libyaml says of broken YAML, in words that help.
 */
#ifndef YAML_DOC_FAULT_H
#define YAML_DOC_FAULT_H

#include <yaml.h>

#include "yaml/doc/node.h"

/* The place of the byte at `offset`; line breaks are \n, \r\n and \r. */
struct mark doc_fault_mark(struct str bytes, size_t offset);

/* Note why the parser stopped; bytes are what it was given. */
void doc_fault_note(const yaml_parser_t *parser, const char *file, struct str bytes,
                    struct problems *problems);

#endif
